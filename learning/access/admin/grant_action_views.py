"""Changing what a person may enter, one grant at a time, each with its reason."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.models import User
from common.verdict import Verdict
from learning.access import actions
from learning.access.models import CourseAccess
from learning.classroom.staff import policies
from learning.classroom.staff.forms import ExtendForm, ReasonForm
from learning.classroom.staff.record import actions_on, grant_rows
from learning.classroom.staff.screens import LearnerAdminView


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


CHANGES = {
    "extend": GrantAction(
        gettext_lazy("Change end date"),
        gettext_lazy("Access will end on the date you choose."),
        gettext_lazy("End date for “%(course)s” changed."),
        _extend,
        form=ExtendForm,
    ),
    "lock": GrantAction(
        gettext_lazy("Suspend"),
        gettext_lazy("Blocks access until you activate it again. Progress and results are kept."),
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
        gettext_lazy("Removes access. Progress and results are kept, and you can reinstate access later."),
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


#: Why a change is not made; their words are for people, and nothing was written.
REFUSALS = (
    actions.GrantIsRevoked,
    actions.EndsBeforeStart,
    actions.BundleRefused,
    actions.PathNotOpen,
    actions.CohortRefused,
)


def change_url(grant: CourseAccess, public_id: Any, name: str) -> str:
    return reverse("classroom_staff:change", args=[public_id, grant.pk, name])


class AccessFormView(LearnerAdminView, ABC):
    """A screen with a form about what a person may enter."""

    template_name = "classroom/admin/change_access.html"
    header_icon = "key"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may(cast(User, request.user)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may(self, reader: User) -> Verdict:
        """Whether they may use this very screen."""
        return policies.may_change_access(reader)

    @abstractmethod
    def get_form(self) -> Form: ...

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(**kwargs)


class ChangesAccessView(AccessFormView):
    """One whose form changes it."""

    @abstractmethod
    def save(self, form: Any, at: datetime) -> Any:
        """Do it; what comes back is told. Raises one of REFUSALS."""

    @abstractmethod
    def tell(self, done: Any) -> None: ...

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if form.is_valid():
            try:
                done = self.save(form, timezone.now())
            except REFUSALS as refusal:
                form.add_error(None, str(refusal))
            else:
                self.tell(done)
                return redirect(self.learner_url)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class GrantActionView(ChangesAccessView):
    """Do one of CHANGES to a grant."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["change"] not in CHANGES:
            raise Http404("there is no such change")
        self.change = CHANGES[kwargs["change"]]
        own = CourseAccess.objects.filter(person__public_id=kwargs["public_id"])
        self.grants = own.filter(pk=kwargs["grant_id"])
        self.page_title = self.change.title
        return super().dispatch(request, *args, **kwargs)

    @property
    def grant(self) -> CourseAccess:
        return get_object_or_404(self.grants.select_related("course__latest_release"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = grant_rows(self.grants, at=timezone.now())
        if not rows:
            raise Http404("the person has no such grant")
        return super().get_context_data(**kwargs) | {
            "row": rows[0],
            "explanation": self.change.explanation,
            "is_serious": self.change.is_serious,
            "button": self.change.title,
            "is_out_of_place": self.kwargs["change"] not in actions_on(rows[0].grant),
        }

    def get_form(self) -> Form:
        return self.change.form(self.request.POST or None)

    def save(self, form: Any, at: datetime) -> CourseAccess:
        return self.change.act(self.grant, form, self.reader, at)

    def tell(self, grant: CourseAccess) -> None:
        say(self.request, self.change.done, grant, self.person, undo=self.change.undo)


def say(request: HttpRequest, words: Any, grant: CourseAccess, person: User, *, undo: str) -> None:
    """Say what was done, with the way to take it back."""
    buttons = (
        [messages.button(change_url(grant, person.public_id, undo), CHANGES[undo].title)] if undo else []
    )
    message = words % {"course": grant.course.title, "person": person.get_display_name()}
    messages.success(request, message, buttons=buttons)
