"""Suspending people and letting them back in, in Wagtail's admin."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from accounts import actions, policies
from accounts.models import User

from .forms import LiftForm, SuspendForm


def suspend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for the reason, then shut the person out."""
    actor, person = _judge_and_person(request, public_id)
    form = SuspendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.suspend(person=person, actor=actor, reason=form.cleaned_data["reason"], at=timezone.now())
        except actions.AlreadySuspended:
            messages.warning(request, _("%(person)s is already suspended.") % {"person": person})
        else:
            messages.success(
                request, _("%(person)s has been suspended and signed out everywhere.") % {"person": person}
            )
        return redirect("wagtailusers_users:index")
    return _answer(request, person, form, "accounts/admin/suspend.html")


def lift(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for a note, then let the person back in."""
    actor, person = _judge_and_person(request, public_id)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.lift_suspension(
                person=person, actor=actor, note=form.cleaned_data["note"], at=timezone.now()
            )
        except actions.NotSuspended:
            messages.warning(request, _("%(person)s isn't suspended.") % {"person": person})
        else:
            messages.success(request, _("%(person)s can sign in again.") % {"person": person})
        return redirect("wagtailusers_users:index")
    return _answer(request, person, form, "accounts/admin/lift.html")


def _judge_and_person(request: HttpRequest, public_id: UUID) -> tuple[User, User]:
    actor, person = request.user, get_object_or_404(User, public_id=public_id)
    if not isinstance(actor, User) or not policies.may_suspend(actor, person):
        raise PermissionDenied
    return actor, person


def _answer(request: HttpRequest, person: User, form: BaseForm, template: str) -> HttpResponse:
    history = person.suspensions.select_related("suspended_by", "lifted_by").order_by("-suspended_at")
    context = {"person": person, "form": form, "history": history}
    return render(request, template, context, status=422 if form.is_bound else 200)
