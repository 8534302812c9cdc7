from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "learning.access"
    label = "access"
    verbose_name = _("Access")

    def ready(self) -> None:
        from library.delivery import register_guard

        from .guards import guard_course_files

        register_guard(guard_course_files)
