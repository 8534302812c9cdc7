from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    name = "learning.progress"
    label = "progress"
    verbose_name = _("Progress")

    def ready(self) -> None:
        from common import addresses, personal_data
        from learning.access.engine import done_lessons
        from learning.courses import completion
        from learning.courses.release import proposals

        from . import handlers  # noqa: F401
        from .completion_rules import VideosWatched
        from .following.before_publishing import foresee
        from .selectors import lessons_done_by

        on_releases = _("Learners on the releases of a course")
        personal_data.register(
            {
                f"progress_admin:{name}": on_releases
                for name in ("learners_on_releases", "follow", "move", "move_job", "moves", "forecast")
            }
        )
        completion.register(VideosWatched())
        done_lessons.register(lessons_done_by)
        proposals.register(foresee=foresee)
        addresses.register(
            "learners_on_releases", addresses.of_url_name("progress_admin:learners_on_releases")
        )
