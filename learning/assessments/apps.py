from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from learning.courses import activities


class AssessmentsConfig(AppConfig):
    name = "learning.assessments"
    label = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        from learning.access.engine import rule_checks
        from learning.courses import completion
        from library.files import register_finder

        from . import handlers
        from .assignments import file_access
        from .quizzes import rule_checks as soundness
        from .quizzes.completion import AssignmentsSubmitted, QuizzesPassed

        completion.register(QuizzesPassed())
        completion.register(AssignmentsSubmitted())
        register_finder(file_access.find)
        rule_checks.register(soundness.find_flaws)
        handlers.connect()


def _quiz_block() -> blocks.Block:
    from .blocks import QuizPlacementBlock

    return QuizPlacementBlock()


def _assignment_block() -> blocks.Block:
    from .blocks import AssignmentPlacementBlock

    return AssignmentPlacementBlock()


def _offered_quizzes() -> Mapping[UUID, activities.Described]:
    from .quizzes.quiz_lookup import offered

    return offered()


def _described_quizzes(public_ids: Collection[UUID]) -> Mapping[UUID, activities.Described]:
    from .quizzes.quiz_lookup import described

    return described(public_ids)


def _owned_works(public_ids: Collection[UUID]) -> Mapping[UUID, activities.Described]:
    from .quizzes.quiz_lookup import owned

    return owned(public_ids)


activities.register(
    activities.ActivityKind(
        "quiz", _quiz_block, offered=_offered_quizzes, described=_described_quizzes, owned=_owned_works
    )
)
activities.register(activities.ActivityKind("assignment", _assignment_block, owned=_owned_works))
