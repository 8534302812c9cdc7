from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassroomConfig(AppConfig):
    name = "learning.classroom"
    label = "classroom"
    verbose_name = _("Classroom")

    def ready(self) -> None:
        from common.http import body_limits
        from learning.assessments import previews
        from learning.classroom import activities, addresses
        from learning.classroom.assessment_screens import SCREENS
        from learning.classroom.assignment import bodies
        from learning.classroom.caching import cache_version
        from learning.classroom.editor import authored_preview, deletions
        from learning.classroom.presenter import ClassroomPresenter
        from learning.courses import presenters
        from learning.courses.builder import consequences

        body_limits.register(bodies.ADDRESS, most_bytes=bodies.MOST_BYTES, may=bodies.may_send_files)
        presenters.register(ClassroomPresenter())
        previews.register(authored_preview.preview)
        for screen in SCREENS:
            activities.register(screen.kind, screen)
        consequences.register(deletions.who_completed)
        cache_version.connect()
        addresses.register()
