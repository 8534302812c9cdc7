"""Changing what a person may enter, one grant at a time, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.models import User
from common.admin.forms import ReasonForm
from common.admin.views import AdminFormView
from common.verdict import Verdict
from learning.courses.viewer import Viewer

from .. import actions
from ..actions.grants import is_open
from ..engine.sources import completed_by
from ..models import CourseAccess
from ..policies import course_verdict
from . import policies
from .grant_record import actions_on, grant_rows
from .granting_forms import ExtendForm
from .labels import source_label
from .learner_base import LearnerAdminView


@dataclass(frozen=True, slots=True)
class GrantAction:
    """One thing that staff do to a grant. `undo`: the name of what takes it back."""

    title: Any
    explanation: Any
    done: Any
    act: Callable[[CourseAccess, Any, User, datetime], CourseAccess]
    form: type[Form] = ReasonForm
    undo: str = ""
    is_serious: bool = False


def _extend(grant: CourseAccess, form: ExtendForm, by: User, at: datetime) -> CourseAccess:
    reason = form.cleaned_data["reason"]
    return actions.extend_course_access(grant=grant, ends_at=form.end, by=by, at=at, reason=reason)


def _with_reason(action: Callable[..., CourseAccess]) -> Callable[..., CourseAccess]:
    def act(grant: CourseAccess, form: Form, by: User, at: datetime) -> CourseAccess:
        return action(grant=grant, by=by, at=at, reason=form.cleaned_data["reason"])

    return act


GRANT_ACTIONS = {
    "extend": GrantAction(
        gettext_lazy("Change end date"),
        gettext_lazy("Access will end on the date you choose."),
        gettext_lazy("End date for “%(course)s” changed."),
        _extend,
        form=ExtendForm,
    ),
    "lock": GrantAction(
        gettext_lazy("Suspend"),
        gettext_lazy(
            "Blocks access by this grant until you activate it again, also for enrolling again. "
            "Progress and results are kept."
        ),
        gettext_lazy("Access to “%(course)s” suspended."),
        _with_reason(actions.lock_course_access),
        undo="unlock",
    ),
    "unlock": GrantAction(
        gettext_lazy("Activate"),
        gettext_lazy("Gives this person access between the start and end dates."),
        gettext_lazy("Access to “%(course)s” activated."),
        _with_reason(actions.unlock_course_access),
        undo="lock",
    ),
    "revoke": GrantAction(
        gettext_lazy("Revoke"),
        gettext_lazy(
            "Removes access, even if they completed the course, and keeps this person from enrolling "
            "again until you reinstate it. Progress and results are kept."
        ),
        gettext_lazy("Access to “%(course)s” revoked."),
        _with_reason(actions.revoke_course_access),
        undo="reinstate",
        is_serious=True,
    ),
    "reinstate": GrantAction(
        gettext_lazy("Reinstate"),
        gettext_lazy("Restores access with its original end date."),
        gettext_lazy("Access to “%(course)s” reinstated."),
        _with_reason(actions.reinstate_course_access),
        undo="revoke",
    ),
}


class AccessFormView(LearnerAdminView, AdminFormView):
    """A page with a form that changes what one person may enter; then back to the person."""

    template_name = "access/admin/change_access.html"
    header_icon = "key"
    refusals = (
        actions.GrantIsRevoked,
        actions.EndsBeforeStart,
        actions.BundleRefused,
        actions.PathNotOpen,
        actions.CohortRefused,
    )

    def may(self) -> Verdict:
        return policies.may_change_access(self.reader)

    def back(self) -> str:
        return self.learner_url


class GrantActionView(AccessFormView):
    """Do one of GRANT_ACTIONS to a grant."""

    @cached_property
    def action(self) -> GrantAction:
        try:
            return GRANT_ACTIONS[self.kwargs["change"]]
        except KeyError:
            raise Http404("there is no such change") from None

    @cached_property
    def grant(self) -> CourseAccess:
        grants = CourseAccess.objects.filter(person=self.person).select_related("course__latest_release")
        return get_object_or_404(grants, pk=self.kwargs["grant_id"])

    def get_page_title(self) -> Any:
        return self.action.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = grant_rows(CourseAccess.objects.filter(pk=self.grant.pk), at=self.now)
        stays_in = self.kwargs["change"] == "lock" and self._has_completed()
        return super().get_context_data(**kwargs) | {
            "row": rows[0],
            "explanation": self.action.explanation,
            "is_serious": self.action.is_serious,
            "button": self.action.title,
            "is_out_of_place": self.kwargs["change"] not in actions_on(rows[0].grant),
            "revoke_instead_url": grant_action_url(self.grant, self.person, "revoke") if stays_in else "",
        }

    def _has_completed(self) -> bool:
        return bool(completed_by(self.person, [self.grant.course_id], self.now))

    def form_for(self, data: Any, files: Any = None) -> Form:
        return self.action.form(data)

    def done(self, form: Any) -> None:
        grant = self.action.act(self.grant, form, self.reader, self.now)
        tell(self.request, self.action.done, grant, self.person, undo=self.action.undo, at=self.now)


def grant_action_url(grant: CourseAccess, person: User, name: str) -> str:
    """The screen that does `name`, one of GRANT_ACTIONS, to a grant of this person."""
    return reverse("access_admin:change", args=[person.public_id, grant.pk, name])


def tell(
    request: HttpRequest, words: Any, grant: CourseAccess, person: User, *, undo: str, at: datetime
) -> None:
    """Say what was done and how the person stands now, with a button that takes it back.

    undo: one of GRANT_ACTIONS, or empty.
    """
    buttons = (
        [messages.button(grant_action_url(grant, person, undo), GRANT_ACTIONS[undo].title)] if undo else []
    )
    message = words % {"course": grant.course.title, "person": person.get_display_name()}
    messages.success(request, f"{message} {standing_of(person, grant, at=at)}", buttons=buttons)


def standing_of(person: User, grant: CourseAccess, *, at: datetime) -> str:
    """Whether the person may enter the course of a grant now, over all grants, and by what. For staff."""
    verdict = course_verdict(Viewer(person=person, moment=at), grant.course)
    if not verdict:
        words = _("They don't have access now and read: “%(sentence)s”")
        return words % {"sentence": verdict.sentence}
    others = CourseAccess.objects.filter(person=person, course=grant.course_id).open_at(at)
    labels = [source_label(other) for other in others if other.pk != grant.pk]
    if labels and not is_open(grant, at):
        words = _("They still have access by another grant: %(sources)s.")
        return words % {"sources": ", ".join(labels)}
    if not others:
        return _("They still have access, because they completed the course or teach it.")
    return _("They have access now.")
