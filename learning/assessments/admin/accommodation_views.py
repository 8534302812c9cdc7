"""Extensions of a course: who was given more, giving it, and taking it back."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models.functions import Lower
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateTimeInput

from accounts.models import User
from common.admin.forms import ReasonForm
from common.admin.long_lists import LongList
from common.admin.views import AdminFormView, Breadcrumb, breadcrumb
from common.natural_order import AsPeopleCount
from learning.access.models import Cohort, Enrolment

from ..actions.accommodations import AccommodationRefused, give_accommodation, withdraw_accommodation
from ..models import Accommodation, GradedItem
from .grading_base import GradingCourseView

ROWS_A_PAGE = 50
MOST_PEOPLE = 200


class AccommodationForm(forms.ModelForm):
    """What is given, and to whom. course: the one it is about. people: of a valid form, those it names."""

    emails = forms.CharField(
        label=gettext_lazy("Learners' email addresses"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Learners enrolled in this course, separated by commas or on a line each. Or choose a cohort, or "
            "everyone."
        ),
    )
    everyone = forms.BooleanField(
        label=gettext_lazy("Everyone in this course"),
        required=False,
        help_text=gettext_lazy("Includes learners who enrol later."),
    )

    class Meta:
        model = Accommodation
        fields = (
            "emails",
            "cohort",
            "everyone",
            "graded_item",
            "time_factor",
            "extra_attempts",
            "due_at",
            "reason",
        )
        widgets = {"due_at": AdminDateTimeInput(), "reason": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, course: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course = course
        self.people: list[User] = []
        cohort, graded_item = self.fields["cohort"], self.fields["graded_item"]
        assert isinstance(cohort, forms.ModelChoiceField) and isinstance(graded_item, forms.ModelChoiceField)
        cohort.queryset = Cohort.objects.filter(courses=course).order_by(AsPeopleCount("name"))
        graded_item.queryset = GradedItem.objects.filter(course=course).order_by("title_key")
        graded_item.empty_label = _("Entire course")
        self.fields["time_factor"].help_text = _("For quizzes and exams. 1.5 gives half as much time again.")
        self.fields["extra_attempts"].required = False
        self.fields["extra_attempts"].help_text = _("Added to those that learners have already.")

    def clean_extra_attempts(self) -> int:
        return self.cleaned_data["extra_attempts"] or 0

    def clean_emails(self) -> str:
        wanted = list(dict.fromkeys(re.split(r"[\s,;]+", self.cleaned_data["emails"].strip().lower())))
        wanted = [email for email in wanted if email]
        if len(wanted) > MOST_PEOPLE:
            words = _("Enter at most %(count)d email addresses at a time.")
            raise forms.ValidationError(words % {"count": MOST_PEOPLE})
        enrolled = Enrolment.objects.filter(course=self.course).annotate(email=Lower("person__email"))
        found = enrolled.filter(email__in=wanted).select_related("person").order_by("person", "-run")
        by_email = {row.email: row.person for row in found}
        missing = [email for email in wanted if email not in by_email]
        if missing:
            words = _("No learner in this course has this email address: %(emails)s.")
            raise forms.ValidationError(words % {"emails": ", ".join(missing[:10])})
        self.people = [by_email[email] for email in wanted]
        return " ".join(wanted)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [bool(self.people), bool(data.get("cohort")), bool(data.get("everyone"))]
        if sum(chosen) != 1 and "emails" not in self.errors and "cohort" not in self.errors:
            raise forms.ValidationError(_("Enter learners, choose a cohort, or choose everyone."))
        return data

    def _post_clean(self) -> None:
        """The action decides; the row is never made by the form."""


class AccommodationsView(GradingCourseView):
    """Who was given more, the newest first."""

    template_name = "assessments/admin/extensions.html"
    page_title = gettext_lazy("Extra time and attempts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Accommodation.objects.filter(course=self.course, withdraws=None)
        rows = rows.select_related("person", "cohort", "graded_item", "given_by", "withdrawal__given_by")
        page = LongList(rows.order_by("-pk"), ROWS_A_PAGE).page_of(self.request.GET)
        return super().get_context_data(**kwargs) | {"page": page}


class AccommodationFormView(GradingCourseView, AdminFormView):
    """A page with a form about one accommodation, below the list of them."""

    refusals = (AccommodationRefused,)

    def back(self) -> str:
        return reverse("assessments_marking:extensions", args=[self.course.public_id])

    def parents(self) -> list[Breadcrumb]:
        return [*super().parents(), breadcrumb(_("Extra time and attempts"), self.back())]


class GiveAccommodationView(AccommodationFormView):
    """Give somebody more."""

    page_title = gettext_lazy("Add accommodation")
    button = gettext_lazy("Add accommodation")
    explanation = gettext_lazy(
        "Takes effect immediately, also for attempts in progress and work submitted late. Extra attempts add "
        "up; of several time limits and due dates, learners get the best."
    )

    def form_for(self, data: Any, files: Any = None) -> AccommodationForm:
        initial = {"emails": self.request.GET.get("email", "")}
        return AccommodationForm(data, course=self.course, initial=initial)

    def done(self, form: Any) -> None:
        wanted = ("cohort", "graded_item", "time_factor", "extra_attempts", "due_at", "reason")
        given = {name: form.cleaned_data[name] for name in wanted}
        with transaction.atomic(using=DEFAULT_DB_ALIAS):  # for all of them, or for none
            for person in form.people or [None]:
                give_accommodation(course=self.course, person=person, by=self.reader, at=self.now, **given)
        count = len(form.people)
        words = ngettext(
            "Accommodation added for %(count)d learner.", "Accommodation added for %(count)d learners.", count
        )
        said = words % {"count": count} if count else _("Accommodation added.")
        messages.success(self.request, said)


class WithdrawAccommodationView(AccommodationFormView):
    """Take an extension back."""

    page_title = gettext_lazy("Remove")
    button = gettext_lazy("Remove")
    explanation = gettext_lazy(
        "It stops applying immediately. Attempts already started and work already submitted aren't affected."
    )
    is_serious = True

    @cached_property
    def extension(self) -> Accommodation:
        rows = Accommodation.objects.filter(course=self.course, withdraws=None)
        return get_object_or_404(rows, public_id=self.kwargs["extension_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"extension": self.extension}

    def form_for(self, data: Any, files: Any = None) -> ReasonForm:
        return ReasonForm(data)

    def done(self, form: Any) -> None:
        reason = form.cleaned_data["reason"]
        withdraw_accommodation(extension=self.extension, reason=reason, by=self.reader, at=self.now)
        messages.success(self.request, _("Accommodation removed."))
