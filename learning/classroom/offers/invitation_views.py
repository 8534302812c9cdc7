"""The way into a cohort by its invitation."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from learning.access import actions
from learning.access.models import CohortInvitation
from learning.classroom.catalogue.cards import cards_by_course
from learning.classroom.offers.invitation_screen import invitation_screen
from learning.courses.viewer import Viewer, viewer_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the cohort. POST joins it, or waits for a seat; a stranger signs in first and comes back."""
    invitation = CohortInvitation.objects.select_related("cohort").filter(token=token).first()
    if invitation is None:
        return render(request, "classroom/invitation_unknown.html", status=404)
    viewer = viewer_of(request)
    sign_in_url = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    if request.method == "POST":
        if viewer.person is None:
            return redirect(sign_in_url)
        return _change(request, viewer, viewer.person, invitation)
    screen = invitation_screen(viewer, invitation)
    cards = cards_by_course(request, [course.pk for course in screen.courses])
    context = {
        "screen": screen,
        "courses": [(course, cards.get(course.pk)) for course in screen.courses],
        "is_signed_in": viewer.is_signed_in,
        "sign_in_url": sign_in_url,
    }
    return render(request, "classroom/invitation.html", context)


def _change(request: HttpRequest, viewer: Viewer, person: User, invitation: CohortInvitation) -> HttpResponse:
    choice, cohort = request.POST.get("do", "join"), invitation.cohort
    if choice == "stop":
        actions.stop_waiting(person=person, cohort=cohort)
        messages.success(request, _("You've left the waiting list."))
        return redirect(request.path)
    try:
        if choice == "wait":
            actions.wait_by_invitation(invitation=invitation, person=person, at=viewer.moment)
            messages.success(
                request, _("You're on the waiting list. We'll notify you when a place is available.")
            )
            return redirect(request.path)
        actions.use_invitation(invitation=invitation, person=person, at=viewer.moment)
    except actions.CohortRefused as refused:
        messages.error(request, str(refused))
        return redirect(request.path)
    messages.success(request, _("Welcome to “%(cohort)s”.") % {"cohort": cohort.name})
    return redirect("classroom:dashboard")
