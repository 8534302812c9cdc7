"""The list of learners, and the field that finds one from the admin's first page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from common.admin.long_lists import LongList, most_counted
from common.admin.views import AdminView
from common.verdict import Verdict
from learning.access.admin.granting_forms import courses
from learning.access.admin.policies import may_see_learners
from learning.courses.models import Course

from .search import learner_rows, learners

LEARNERS_A_PAGE = 50
ENDS_SOON = "14"


class LearnersForm(forms.Form):
    """Whom to look for."""

    q = forms.CharField(
        label=gettext_lazy("Name, email address or order number"), max_length=200, required=False
    )
    course = forms.ModelChoiceField(
        label=gettext_lazy("Course"),
        queryset=Course.objects.none(),
        required=False,
        empty_label=gettext_lazy("All courses"),
    )
    ends = forms.ChoiceField(
        label=gettext_lazy("Access"),
        choices=[("", gettext_lazy("Any")), (ENDS_SOON, gettext_lazy("Ends in the next 14 days"))],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses()  # type: ignore[attr-defined]


class LearnersView(AdminView):
    """Everyone who ever had access, found by one field, by course, and by access that ends soon.

    A search that finds exactly one person leads to them at once. What the address asks for in vain is left
    out, and the form says so.
    """

    template_name = "support/learners.html"
    page_title = gettext_lazy("Learners")
    header_icon = "user"

    def may(self) -> Verdict:
        return may_see_learners(self.reader)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        page = context["page"]
        asked = {name for name, value in context["form"].cleaned_data.items() if value}
        if asked == {"q"} and page.paginator.count == 1:
            return redirect("support:learner", page.object_list[0].public_id)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = LearnersForm(self.request.GET)
        form.is_valid()  # a field with a mistake says so, and the list goes without it
        asked = form.cleaned_data
        course = asked.get("course")
        found = learners(
            text=asked.get("q", "").strip(),
            course=course,
            ends_soon=asked.get("ends") == ENDS_SOON,
            now=self.now,
        )
        page = LongList(found, LEARNERS_A_PAGE, most=most_counted(asked.get("q"), asked.get("ends"))).page_of(
            self.request.GET
        )
        return super().get_context_data(**kwargs) | {
            "form": form,
            "page": page,
            "rows": learner_rows(list(page.object_list), course=course, now=self.now),
            "course": course,
        }


class FindLearnerPanel(Component):
    """On the admin's first page: the field that finds a learner."""

    name = "find-learner"
    template_name = "support/find_learner.html"
    order = 40

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"url": reverse("support:learners")}


class LearnersMenuItem(MenuItem):
    """The list in the menu, for those who may see learners."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(may_see_learners(request.user))  # type: ignore[arg-type]
