from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from learning.courses import activities


class AssessmentsConfig(AppConfig):
    name = "learning.assessments"
    label = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        from learning.courses import completion
        from library.files import register_finder

        from . import handlers, submission_files
        from .completion import AssignmentsSubmitted, QuizzesPassed

        completion.register(QuizzesPassed())
        completion.register(AssignmentsSubmitted())
        register_finder(submission_files.find)
        handlers.connect()


def _quiz_block() -> blocks.Block:
    from .blocks import QuizPlacementBlock

    return QuizPlacementBlock()


def _assignment_block() -> blocks.Block:
    from .blocks import AssignmentPlacementBlock

    return AssignmentPlacementBlock()


activities.register(activities.ActivityKind("quiz", _quiz_block))
activities.register(activities.ActivityKind("assignment", _assignment_block))
