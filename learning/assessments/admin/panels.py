"""How the editor lays out questions, quizzes, exams and assignments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
)

from . import quiz_checks
from .forms import AssignmentForm, AuthoredItemForm, ExamForm, QuestionForm


class FindingsPanel(Panel):
    """Says what keeps a quiz or exam from working as it stands in the editor."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "assessments/admin/findings_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            found = quiz_checks.findings_about(self.instance)
            return super().get_context_data(parent_context) | {
                "findings": found,
                "graded_item": self.instance,
            }


QUESTION = ObjectList(
    [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("course")]),
        FieldPanel("prompt"),
        FieldPanel("data", heading=_("Answer")),
        FieldRowPanel([FieldPanel("marks"), FieldPanel("difficulty")]),
        FieldPanel("tags"),
        FieldPanel("explanation"),
        PublishingPanel(),
    ],
    base_form_class=QuestionForm,
)

RULES = [
    FieldRowPanel([FieldPanel("passing_score"), FieldPanel("attempt_limit")]),
    FieldRowPanel([FieldPanel("time_limit_minutes"), FieldPanel("cool_down_minutes")]),
    FieldRowPanel([FieldPanel("due_at"), FieldPanel("penalty_percent")]),
    FieldPanel("counted_attempt"),
    FieldRowPanel([FieldPanel("show_scores"), FieldPanel("show_outcomes")]),
    FieldPanel("show_answers"),
    FieldPanel("shuffles_questions"),
    FieldPanel("shuffles_options"),
]

QUIZ = ObjectList(
    [
        FindingsPanel(heading=_("Questions")),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("course"), FieldPanel("slug")]),
        FieldPanel("description"),
        FieldPanel("is_required"),
        MultiFieldPanel(RULES, heading=_("Rules")),
        PublishingPanel(),
    ],
    base_form_class=AuthoredItemForm,
)

EXAM = ObjectList(
    [
        FindingsPanel(heading=_("Questions")),
        FieldPanel("title"),
        FieldPanel("course"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("is_active"), FieldPanel("unlock_days")]),
        MultiFieldPanel(RULES, heading=_("Rules")),
        PublishingPanel(),
    ],
    base_form_class=ExamForm,
)

ASSIGNMENT = TabbedInterface(
    [
        ObjectList(
            [
                FieldPanel("title"),
                FieldRowPanel([FieldPanel("course"), FieldPanel("slug")]),
                FieldPanel("instructions"),
                FieldPanel("is_required"),
                FieldPanel("stands_on_course"),
                PublishingPanel(),
            ],
            heading=_("Assignment"),
        ),
        ObjectList(
            [
                FieldRowPanel([FieldPanel("takes_text"), FieldPanel("takes_files")]),
                FieldPanel("file_types"),
                FieldRowPanel([FieldPanel("most_files"), FieldPanel("most_megabytes")]),
                FieldRowPanel([FieldPanel("due_at"), FieldPanel("attempt_limit")]),
                FieldRowPanel([FieldPanel("late_policy"), FieldPanel("late_percent_per_day")]),
            ],
            heading=_("Submission"),
        ),
        ObjectList(
            [
                FieldRowPanel([FieldPanel("most_marks"), FieldPanel("passing_score")]),
                FieldPanel("rubric"),
                FieldPanel("feedback"),
            ],
            heading=_("Grading"),
        ),
    ],
    base_form_class=AssignmentForm,
)
