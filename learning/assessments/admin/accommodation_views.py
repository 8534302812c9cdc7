"""Extensions of a course: who was given more, giving it, and taking it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateTimeInput

from common.admin.forms import ReasonForm
from common.admin.views import AdminFormView, Breadcrumb, breadcrumb
from learning.access.models import Cohort, Enrolment

from ..actions.accommodations import AccommodationRefused, give_accommodation, withdraw_accommodation
from ..models import Accommodation, GradedItem
from .grading_base import GradingCourseView

ROWS_A_PAGE = 50


class ExtensionForm(forms.ModelForm):
    """What is given, and to whom. course: the one it is about."""

    email = forms.EmailField(
        label=gettext_lazy("Learner's email address"),
        required=False,
        help_text=gettext_lazy("A learner enrolled in this course. Or choose a cohort instead."),
    )

    class Meta:
        model = Accommodation
        fields = ("email", "cohort", "graded_item", "time_factor", "extra_attempts", "due_at", "reason")
        widgets = {"due_at": AdminDateTimeInput(), "reason": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, course: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course = course
        self.person: Any = None
        cohort, graded_item = self.fields["cohort"], self.fields["graded_item"]
        assert isinstance(cohort, forms.ModelChoiceField) and isinstance(graded_item, forms.ModelChoiceField)
        cohort.queryset = Cohort.objects.filter(courses=course).order_by("name")
        graded_item.queryset = GradedItem.objects.filter(course=course).order_by("title_key")
        graded_item.empty_label = _("Entire course")
        self.fields["time_factor"].help_text = _("For quizzes and exams. 1.5 gives half as much time again.")
        self.fields["extra_attempts"].required = False

    def clean_extra_attempts(self) -> int:
        return self.cleaned_data["extra_attempts"] or 0

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        if email:
            found = Enrolment.objects.filter(course=self.course, person__email__iexact=email)
            enrolment = found.select_related("person").first()
            if enrolment is None:
                raise forms.ValidationError(_("No learner in this course has this email address."))
            self.person = enrolment.person
        return email

    def _post_clean(self) -> None:
        """The action decides; the row is never made by the form."""


class AccommodationsView(GradingCourseView):
    """Who was given more, the newest first."""

    template_name = "assessments/admin/extensions.html"
    page_title = gettext_lazy("Extra time and attempts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Accommodation.objects.filter(course=self.course, withdraws=None)
        rows = rows.select_related("person", "cohort", "graded_item", "given_by", "withdrawal__given_by")
        page = Paginator(rows.order_by("-pk"), ROWS_A_PAGE).get_page(self.request.GET.get("p"))
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
        "Takes effect immediately. If several accommodations apply, learners get the best value of each."
    )

    def form_for(self, data: Any, files: Any = None) -> ExtensionForm:
        initial = {"email": self.request.GET.get("email", "")}
        return ExtensionForm(data, course=self.course, initial=initial)

    def done(self, form: Any) -> None:
        wanted = ("cohort", "graded_item", "time_factor", "extra_attempts", "due_at", "reason")
        given = {name: form.cleaned_data[name] for name in wanted}
        give_accommodation(course=self.course, person=form.person, by=self.reader, at=self.now, **given)
        messages.success(self.request, _("Accommodation added."))


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
