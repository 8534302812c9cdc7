"""Addresses of the screens about learners, below `/admin/academy/`."""

from django.urls import path

from learning.classroom.staff import grants, previewing, screens

app_name = "classroom_staff"

LEARNER = "learners/<uuid:public_id>/"

urlpatterns = [
    path(LEARNER, screens.LearnerView.as_view(), name="learner"),
    path(LEARNER + "why/", screens.WhyView.as_view(), name="why"),
    path(LEARNER + "grant/", grants.GrantView.as_view(), name="grant"),
    path(LEARNER + "grants/<int:grant_id>/<slug:change>/", grants.ChangeView.as_view(), name="change"),
    path(LEARNER + "enrolments/<int:enrolment_id>/paid-up/", screens.mark_paid_up, name="paid_up"),
    path(LEARNER + "preview/", previewing.PersonView.as_view(), name="preview_as"),
    path("preview/", previewing.PersonaView.as_view(), name="preview"),
    path("preview/end/", previewing.end, name="preview_end"),
]
