"""The lists of questions, quizzes, exams and assignments: columns, filters, and the buttons beside each."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Avg, Count, F, FloatField, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.models import Tag
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, NumberColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from learning.courses.models import Course

from ..exports.forms import FILE_FORMS
from ..models import ExamItem, MarkedQuestion, Question, QuestionTag, QuizItem
from ..permissions import courses_marked_by, rights_on_course
from ..question_types import question_types
from .object_permissions import PermittedIndexView


def _courses(request: HttpRequest | None) -> QuerySet[Course]:
    return courses_marked_by(request.user) if request else Course.objects.none()  # type: ignore[arg-type]


def _tags(request: HttpRequest | None) -> QuerySet[Tag]:
    return Tag.objects.filter(pk__in=QuestionTag.objects.values("tag")).order_by("name")


class CourseFilter(django_filters.ModelChoiceFilter):
    """Those of one course; the academy's are those of none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("Course"), queryset=_courses, **kwargs)


class OfCourseFilterSet(WagtailFilterSet):
    course = CourseFilter()

    def __init__(self, *args: Any, is_searching: bool = False, **kwargs: Any) -> None:
        """is_searching: handed in by Wagtail's view; our filters do the same either way."""
        super().__init__(*args, **kwargs)


class QuestionFilterSet(OfCourseFilterSet):
    course = CourseFilter(null_label=gettext_lazy("Shared (all courses)"))
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Type"), choices=[(name, kind.label) for name, kind in question_types().items()]
    )
    difficulty = django_filters.ChoiceFilter(
        label=gettext_lazy("Difficulty"), choices=Question.Difficulty.choices
    )
    tag = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Tag"), queryset=_tags, field_name="tags", to_field_name="name"
    )

    class Meta:
        model = Question
        fields: list[str] = []


def with_use(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Annotates where each is put (`used_in`), how often it was (`seen`) and its `facility`."""
    marked = MarkedQuestion.objects.filter(question_id=OuterRef("translation_key")).order_by()
    seen = marked.values("question_id").annotate(count=Count("pk")).values("count")
    firsts = marked.filter(attempt__number=1, score__isnull=False)
    share = firsts.values("question_id").annotate(
        share=Avg(F("score") / F("most_marks"), output_field=FloatField())
    )
    return questions.annotate(
        used_in=sum(
            (
                Coalesce(
                    Subquery(
                        item.objects.filter(question=OuterRef("pk"))
                        .order_by()
                        .values("question")
                        .annotate(count=Count(owner, distinct=True))
                        .values("count"),
                        output_field=IntegerField(),
                    ),
                    0,
                )
                for item, owner in ((QuizItem, "quiz"), (ExamItem, "exam"))
            ),
            Value(0),
        ),
        seen=Coalesce(Subquery(seen, output_field=IntegerField()), 0),
        facility=Subquery(share.values("share")),
    )


def _course(row: Any) -> str:
    return row.course.title if row.course_id else _("Shared (all courses)")


def _facility(question: Any) -> str:
    return "–" if question.facility is None else f"{float(question.facility) * 100:.0f}%"


class QuestionIndexView(PermittedIndexView):
    """The bank."""

    def get_base_queryset(self) -> QuerySet[Any]:
        rows = super().get_base_queryset().select_related("course")
        return with_use(rows)

    def get_inspect_url(self, instance: Question) -> str:
        return reverse("assessments_authoring:question", args=[instance.pk])

    @cached_property
    def columns(self) -> list[Column]:
        checkbox, title, *_others = super().columns
        return [
            checkbox,
            title,
            Column("kind", label=gettext_lazy("Type"), accessor="get_kind_display", sort_key="kind"),
            Column("course", label=gettext_lazy("Course"), accessor=_course, sort_key="course__title"),
            NumberColumn("used_in", label=gettext_lazy("Used in"), sort_key="used_in"),
            NumberColumn("seen", label=gettext_lazy("Times asked"), sort_key="seen"),
            Column(
                "facility",
                label=gettext_lazy("Difficulty (percent correct)"),
                accessor=_facility,
                sort_key="facility",
            ),
            LiveStatusTagColumn(),
        ]

    def get_list_more_buttons(self, instance: Question) -> list[Button]:
        use = Button(
            _("Usage and statistics"), url=self.get_inspect_url(instance), icon_name="list-ul", priority=15
        )
        return [*super().get_list_more_buttons(instance), use]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if self.user_has_permission("add"):
            buttons.append(
                Button(
                    _("Import questions"),
                    url=reverse("assessments_authoring:import"),
                    icon_name="upload",
                    priority=80,
                )
            )
        query = self.request.GET.urlencode()
        for priority, (name, form) in enumerate(FILE_FORMS.items(), 85):
            buttons.append(
                Button(
                    _("Export list as %(form)s") % {"form": form.label},
                    url=reverse("assessments_authoring:export_bank", args=[name])
                    + (f"?{query}" if query else ""),
                    icon_name="download",
                    priority=priority,
                )
            )
        return buttons


class AuthoredItemIndexView(PermittedIndexView):
    """Quizzes, exams or assignments."""

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("course")

    @cached_property
    def columns(self) -> list[Column]:
        return [*super().columns, LiveStatusTagColumn()]


class ExaminationIndexView(AuthoredItemIndexView):
    """Quizzes or exams: beside each the screen that writes it, and its statistics."""

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().annotate(item_count=Count("items", distinct=True))

    @cached_property
    def columns(self) -> list[Column]:
        *columns, status = super().columns
        return [*columns, NumberColumn("item_count", label=gettext_lazy("Items")), status]

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        buttons = list(super().get_list_more_buttons(instance))
        rights = rights_on_course(self.request.user, instance.course_id)
        kind = instance.ACTIVITY_KIND
        if "change" in rights:
            write = reverse("assessments_authoring:write", args=[kind, instance.pk])
            buttons.append(Button(_("Edit questions"), url=write, icon_name="edit", priority=5))
        statistics = reverse("assessments_authoring:statistics", args=[kind, instance.pk])
        return [*buttons, Button(_("Statistics"), url=statistics, icon_name="list-ul", priority=15)]

    @cached_property
    def header_buttons(self) -> list[Button]:
        buttons = [button for button in super().header_buttons if not self.add_url]
        if self.add_url:
            kind = self.model.ACTIVITY_KIND
            write = reverse("assessments_authoring:write_new", args=[kind])
            label = _("New quiz") if kind == "quiz" else _("New exam")
            buttons.append(HeaderButton(label, url=write, icon_name="plus"))
        return buttons
