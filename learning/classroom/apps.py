from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassroomConfig(AppConfig):
    name = "learning.classroom"
    label = "classroom"
    verbose_name = _("Classroom")

    def ready(self) -> None:
        from learning.access import showcase
        from learning.assessments import previews
        from learning.classroom import authored_preview, generations
        from learning.classroom.cards import cards_by_course
        from learning.classroom.faces import offer_pictures
        from learning.classroom.presenter import ClassroomPresenter
        from learning.courses import presenters

        presenters.register(ClassroomPresenter())
        previews.register(authored_preview.preview)
        showcase.register(cards_by_course, offer_pictures)
        generations.connect()
