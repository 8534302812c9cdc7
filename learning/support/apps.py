from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "learning.support"
    label = "support"
    verbose_name = _("Support")

    def ready(self) -> None:
        from common import addresses

        from . import handlers  # noqa: F401

        addresses.register("learner", addresses.of_url_name("support:learner"))
        addresses.register("preview_on_day", addresses.of_url_name("support:preview_on_day"))
        addresses.register("my_courses", addresses.of_url_name("support:my_courses"))
        addresses.register("course_learners", addresses.of_url_name("support:course_learners"))
        addresses.register("preview_candidate", addresses.of_url_name("support:preview_candidate"))
