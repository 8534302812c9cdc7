"""Questions, quizzes, exams and assignments in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from ..models import Assignment, Exam, Question, Quiz
from . import lists, panels
from .object_permissions import OfCourseViewSet


class QuestionEditView(snippets.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        use = reverse("assessments_authoring:question", args=[self.object.pk])
        return [
            *super().header_more_buttons,
            Button(_("Usage and statistics"), url=use, icon_name="list-ul", priority=15),
        ]


class ExaminationEditView(snippets.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        names = [self.object.ACTIVITY_KIND, self.object.pk]
        return [
            Button(
                _("Edit questions"),
                url=reverse("assessments_authoring:write", args=names),
                icon_name="edit",
                priority=5,
            ),
            *super().header_more_buttons,
            Button(
                _("Statistics"),
                url=reverse("assessments_authoring:statistics", args=names),
                icon_name="list-ul",
                priority=15,
            ),
        ]


class QuestionViewSet(OfCourseViewSet):
    model = Question
    icon = "help"
    edit_handler = panels.QUESTION
    index_view_class = lists.QuestionIndexView
    edit_view_class = QuestionEditView
    filterset_class = lists.QuestionFilterSet
    list_display = ["title"]
    search_backend_name = None
    search_fields = ["title"]


class QuizViewSet(OfCourseViewSet):
    model = Quiz
    icon = "list-ol"
    edit_handler = panels.QUIZ
    index_view_class = lists.ExaminationIndexView
    edit_view_class = ExaminationEditView
    filterset_class = type(
        "QuizFilterSet",
        (lists.OfCourseFilterSet,),
        {"Meta": type("Meta", (), {"model": Quiz, "fields": ["is_required"]})},
    )
    list_display = ["title", "course", "is_required"]
    search_backend_name = None
    search_fields = ["title"]


class ExamViewSet(OfCourseViewSet):
    model = Exam
    icon = "success"
    edit_handler = panels.EXAM
    index_view_class = lists.ExaminationIndexView
    edit_view_class = ExaminationEditView
    filterset_class = type(
        "ExamFilterSet",
        (lists.OfCourseFilterSet,),
        {"Meta": type("Meta", (), {"model": Exam, "fields": ["is_active"]})},
    )
    list_display = ["title", "course", "is_active"]
    search_backend_name = None
    search_fields = ["title"]


class AssignmentViewSet(OfCourseViewSet):
    model = Assignment
    icon = "edit"
    edit_handler = panels.ASSIGNMENT
    index_view_class = lists.AuthoredItemIndexView
    filterset_class = type(
        "AssignmentFilterSet",
        (lists.OfCourseFilterSet,),
        {"Meta": type("Meta", (), {"model": Assignment, "fields": ["late_policy"]})},
    )
    list_display = ["title", "course", "due_at"]
    search_backend_name = None
    search_fields = ["title"]


class AssessmentsGroup(SnippetViewSetGroup):
    menu_label: Any = gettext_lazy("Assessments")
    menu_icon = "list-ol"
    menu_order = 328
    items = (QuizViewSet, ExamViewSet, AssignmentViewSet, QuestionViewSet)
