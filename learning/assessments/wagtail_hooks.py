"""What assessments add to the Wagtail admin. Declarations only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import Assignment, Exam, Question, Quiz
from .permissions import OfCoursePolicy

for model in (Question, Quiz, Exam, Assignment):
    register_permission_policy(model, OfCoursePolicy(model))


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    list_display = ["title", "kind", "difficulty", "marks"]


class QuizViewSet(SnippetViewSet):
    model = Quiz
    icon = "list-ol"
    list_display = ["title", "course"]


class ExamViewSet(SnippetViewSet):
    model = Exam
    icon = "success"
    list_display = ["title", "course", "is_active"]


class AssignmentViewSet(SnippetViewSet):
    model = Assignment
    icon = "edit"
    list_display = ["title", "course", "due_at"]


class AssessmentsGroup(SnippetViewSetGroup):
    menu_label = _("Assessments")
    menu_icon = "list-ol"
    menu_order = 328
    items = (QuizViewSet, ExamViewSet, AssignmentViewSet, QuestionViewSet)


register_snippet(AssessmentsGroup)
