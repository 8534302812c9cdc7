"""Submitting from Wagtail's page editor: the draft is saved, then the whole course checked and submitted.

Wagtail's editor saves by itself while its form is sent, with the same fields. So what a button does is done
for the document alone; what is saved by itself is only ever saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.action_menu import ActionMenuItem, WorkflowMenuItem

from learning.courses import actions, policies
from learning.courses.models import Candidate, CoursePage
from learning.courses.models.authored import AuthoredPage

if TYPE_CHECKING:
    from wagtail.models import Page

    from accounts.models import User

_SUBMITS = ("action-submit", "action-restart-workflow")
_KEPT = "submits_course"


def save_before_acting(request: HttpRequest, page: Page) -> None:
    """Before a page's editor does what was asked: an autosave only saves, and submitting comes afterwards."""
    if request.method != "POST" or not isinstance(page, AuthoredPage):
        return
    asked = {name for name in request.POST if name.startswith("action-")}
    taken = asked if not request.accepts("text/html") else asked.intersection(_SUBMITS)
    if not taken:
        return
    sent = request.POST.copy()
    for name in taken:
        del sent[name]
    request.POST = sent  # type: ignore[assignment]
    vars(request)[_KEPT] = request.accepts("text/html") and isinstance(page, CoursePage)


def submit_what_was_saved(request: HttpRequest, page: Page) -> HttpResponse | None:
    """After the draft was saved: submit the course, or lead to what is missing."""
    if not vars(request).get(_KEPT) or not isinstance(page, CoursePage):
        return None
    list(messages.get_messages(request))  # that it was saved goes without saying
    return submit_and_lead_on(request, page)


def submit_and_lead_on(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """Submit a course and lead to its candidate; to the list of what is missing where something is."""
    user = cast("User", request.user)
    if not (verdict := policies.may_submit_course(user, page)):
        messages.error(request, verdict.sentence)
        return redirect("wagtailadmin_pages:edit", page.pk)
    try:
        candidate = actions.submit_course(page=page, actor=user)
    except actions.CourseNotReady:
        messages.error(request, _("Not submitted yet. Your draft is saved."))
        return redirect("courses_admin:submit", page.pk)
    except actions.NoReviewSetUp as refused:
        messages.error(request, str(refused))
        return redirect("wagtailadmin_pages:edit", page.pk)
    messages.success(request, _("Submitted for review."))
    return redirect("courses_admin:candidate", candidate.public_id)


class SubmissionMenuItem(ActionMenuItem):
    """Leads from the editor of a course in review to its candidate, where it is decided on."""

    name = "action-view-submission"
    label = gettext_lazy("View submission")
    icon_name = "tasks"

    def __init__(self, candidate: Candidate) -> None:
        super().__init__()
        self.candidate = candidate

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("courses_admin:candidate", args=[self.candidate.public_id])


def decide_on_the_candidate(items: list[Any], context: dict[str, Any]) -> None:
    """In the menu of a course's editor: what is decided on is what was submitted, not what the form shows."""
    page = context.get("page")
    if context["view"] != "edit" or not isinstance(page, CoursePage):
        return
    candidate = page.course.candidates.filter(status=Candidate.Status.SUBMITTED, lesson=None).first()
    if candidate is None:
        return
    items[:] = [item for item in items if not isinstance(item, WorkflowMenuItem)]
    items.insert(min(1, len(items)), SubmissionMenuItem(candidate))
