from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "learning.courses"
    label = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from wagtail.models import AbstractPage
        from wagtail.permissions import register_permission_policy

        from learning.courses import addresses, handlers
        from learning.courses.editor import file_policy, page_editors
        from learning.courses.editor.page_policy import AcademyPagePermissionPolicy
        from learning.courses.release import findings, foreign_files

        register_permission_policy(AbstractPage, AcademyPagePermissionPolicy())
        file_policy.register()
        findings.register(foreign_files.look)
        page_editors.register()
        addresses.register()
        handlers.connect()
