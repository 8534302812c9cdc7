from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "learning.support"
    label = "support"
    verbose_name = _("Support")

    def ready(self) -> None:
        from common import addresses, personal_data

        from . import handlers  # noqa: F401
        from .preview_as.preview import PREVIEWED

        personal_data.register(
            {
                "support:learners": _("List of learners"),
                "support:learner": _("Record of a learner"),
                "support:why": _("Access check of a learner"),
                "support:hand_on": _("Access check of a learner"),
                "support:cases": _("Support cases"),
                "support:course_learners": _("Learners of a course"),
                "support:write_to_learners": _("Learners of a course"),
                "support:preview_as": _("Preview as a learner"),
                PREVIEWED: _("Preview as a learner"),
            }
        )
        addresses.register("learner", addresses.of_url_name("support:learner"))
        addresses.register("preview_on_day", addresses.of_url_name("support:preview_on_day"))
        addresses.register("my_courses", addresses.of_url_name("support:my_courses"))
        addresses.register("course_learners", addresses.of_url_name("support:course_learners"))
        addresses.register("preview_candidate", addresses.of_url_name("support:preview_candidate"))
