"""What staff are asked before a preview begins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.natural_order import AsPeopleCount
from learning.access.admin.granting_forms import moment_field
from learning.access.admin.policies import may_see_learners
from learning.access.models import Cohort
from learning.assessments.models import GradedItem, Quiz
from learning.courses.models import Course
from learning.courses.policies import may_see_drafts
from learning.courses.release.outlines import outline_of_draft
from learning.courses.rules import CourseRules
from learning.courses.selectors import course_ids_taught_by, source_page_of
from learning.courses.viewer import InventedGrant


def courses_for(user: User) -> QuerySet[Course]:
    """The courses that somebody may preview: an instructor their own, staff every one."""
    courses = Course.objects.select_related("latest_release", "source_locale").order_by(
        AsPeopleCount("title")
    )
    if may_see_learners(user) or user.has_perm("courses.review_course"):
        return courses
    return courses.filter(pk__in=course_ids_taught_by(user))


class PreviewForm(forms.Form):
    """Which course to open, when, and whether as its drafts say."""

    course = forms.ModelChoiceField(label=gettext_lazy("Course to open"), queryset=Course.objects.none())
    moment = moment_field(
        gettext_lazy("Date"), gettext_lazy("Preview the site as of this date. Leave empty for today.")
    )
    on_drafts = forms.BooleanField(label=gettext_lazy("Show this course's drafts"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["course"].queryset = courses_for(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        course = data.get("course")
        if course is None:
            return data
        if data.get("on_drafts"):
            if not may_see_drafts(self.user, course):
                self.add_error(
                    "on_drafts", _("Only instructors and reviewers of this course can see its drafts.")
                )
            elif source_page_of(course) is None:
                self.add_error("on_drafts", _("This course's pages were deleted, so it has no drafts."))
        elif course.latest_release_id is None:
            self.add_error("course", _("This course hasn't been published yet. Preview its drafts instead."))
        return data

    @property
    def draft_of(self) -> Course | None:
        return self.cleaned_data["course"] if self.cleaned_data["on_drafts"] else None


class TestLearnerForm(PreviewForm):
    """Who the invented learner is."""

    field_order = ("course", "on_drafts", "granted", "began_at", "cohort", "finished", "full_marks", "moment")

    granted = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Has access to"),
        queryset=Course.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    began_at = moment_field(
        gettext_lazy("Access and enrolment start"),
        gettext_lazy("Access ends as set by each course. Leave empty to start now."),
    )
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    finished = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Has completed"),
        queryset=Course.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    full_marks = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Has full marks in"),
        queryset=GradedItem.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = courses_for(self.user)
        fields: Any = self.fields
        fields["granted"].queryset = fields["finished"].queryset = courses
        quizzes = GradedItem.objects.filter(kind=Quiz.ACTIVITY_KIND, course__in=courses).order_by(
            "course", "title_key"
        )
        fields["full_marks"].queryset = quizzes
        if not quizzes.exists():
            del fields["full_marks"]
        fields["cohort"].queryset = (
            Cohort.objects.filter(courses__in=courses).distinct().order_by(AsPeopleCount("name"))
        )

    def grants(self) -> list[InventedGrant]:
        """Each ends as its course says: by its drafts where those are shown."""
        began_at = self.cleaned_data["began_at"] or timezone.now()
        return [
            InventedGrant(course.pk, began_at, self._rules(course).end_for(began_at))
            for course in self.cleaned_data["granted"]
        ]

    def _rules(self, course: Course) -> CourseRules:
        page = source_page_of(course) if course == self.draft_of else None
        if page is not None:
            return outline_of_draft(page).rules
        return CourseRules.from_json(course.latest_release.rules) if course.latest_release else CourseRules()
