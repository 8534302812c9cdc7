"""The screens of cases in Wagtail's admin: handed on, listed, closed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.models import User
from common.admin.long_lists import LongList
from common.admin.views import AdminFormView, AdminView, Breadcrumb, breadcrumb
from common.verdict import Verdict
from learning.access.admin.learner_base import LearnerAdminView
from learning.access.admin.policies import may_see_learners
from learning.courses.models import Course

from ..access_explainer.explanation import AccessInquiry, answer, inquiry
from ..actions import close_case, hand_on_case
from ..messages import address_of_case
from ..models import SupportCase
from ..policies import colleagues_of

CASES_A_PAGE = 50


class HandOnForm(forms.Form):
    """To whom, and what they should know."""

    handed_to = forms.ModelChoiceField(label=gettext_lazy("Hand on to"), queryset=User.objects.none())
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("What the learner asked, and what you've already checked."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handed_to"].queryset = colleagues  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """What became of it."""

    solution = forms.CharField(
        label=gettext_lazy("Solution"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class HandOnView(LearnerAdminView, AdminFormView):
    """Ask a colleague to look at a learner's case. `?course=&lesson=`: what the access check is about."""

    page_title = gettext_lazy("Hand on")
    header_icon = "user"
    button = gettext_lazy("Hand on")
    explanation = gettext_lazy(
        "Your colleague gets an email with a link to this access check, and the case on their to-do list."
    )

    @cached_property
    def asked(self) -> AccessInquiry | None:
        course_id = self.request.GET.get("course", "")
        course = Course.objects.filter(pk=course_id).first() if course_id.isdecimal() else None
        return inquiry(self.person, course, moment=self.now, now=self.now) if course else None

    @property
    def lesson_id(self) -> int | None:
        given = self.request.GET.get("lesson", "")
        lesson = self.asked.lesson(int(given)) if self.asked and given.isdecimal() else None
        return lesson.id if lesson else None

    def form_for(self, data: Any, files: Any = None) -> HandOnForm:
        return HandOnForm(data, colleagues=colleagues_of(self.reader))

    def done(self, form: Any) -> None:
        asked, lesson_id = self.asked, self.lesson_id
        found = answer(asked, lesson_id) if asked else None
        case = hand_on_case(
            person=self.person,
            handed_to=form.cleaned_data["handed_to"],
            note=form.cleaned_data["note"],
            course=asked.course if asked else None,
            lesson=asked.course.lessons.get(pk=lesson_id) if asked and lesson_id else None,
            code=found.code if found else "",
            finding=found.sentence if found else "",
            by=self.reader,
            at=self.now,
        )
        name = case.handed_to.get_display_name()
        messages.success(self.request, _("Case handed on to %(name)s.") % {"name": name})

    def back(self) -> str:
        return self.learner_url


class CasesView(AdminView):
    """The cases that are open, one's own first; with `?closed=1` those that are closed."""

    template_name = "support/cases.html"
    page_title = gettext_lazy("Support cases")
    header_icon = "user"

    def may(self) -> Verdict:
        return may_see_learners(self.reader)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shows_closed = self.request.GET.get("closed") == "1"
        joined = ("person", "course", "lesson", "opened_by", "handed_to", "closed_by")
        found = SupportCase.objects.filter(closed_at__isnull=not shows_closed).select_related(*joined)
        page = LongList(found, CASES_A_PAGE).page_of(self.request.GET)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [(case, address_of_case(case)) for case in page],
            "shows_closed": shows_closed,
            "reader": self.reader,
        }


class CloseCaseView(AdminFormView):
    """Say what became of a case."""

    page_title = gettext_lazy("Close case")
    header_icon = "user"
    button = gettext_lazy("Close case")

    def may(self) -> Verdict:
        return may_see_learners(self.reader)

    @cached_property
    def case(self) -> SupportCase:
        found = SupportCase.objects.select_related("person", "course", "lesson")
        return get_object_or_404(found, public_id=self.kwargs["case_id"])

    def get_page_subtitle(self) -> str:
        return self.case.person.get_display_name()

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Support cases"), self.back())]

    def form_for(self, data: Any, files: Any = None) -> CloseForm:
        return CloseForm(data)

    def done(self, form: Any) -> None:
        close_case(case=self.case, solution=form.cleaned_data["solution"], by=self.reader, at=self.now)
        messages.success(self.request, _("Case closed."))

    def back(self) -> str:
        return reverse("support:cases")
