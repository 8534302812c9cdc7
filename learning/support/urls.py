"""Addresses of the screens about learners, below `/admin/academy/`."""

from django.urls import path

from learning.classroom.staff import bulk, granting, grants, previewing, screens

app_name = "classroom_staff"

LEARNER = "learners/<uuid:public_id>/"
FOR_MANY = "access-for-many/<uuid:public_id>/"

urlpatterns = [
    path(LEARNER, screens.LearnerView.as_view(), name="learner"),
    path(LEARNER + "why/", screens.WhyView.as_view(), name="why"),
    path(LEARNER + "grant/", granting.GrantView.as_view(), name="grant"),
    path(LEARNER + "grant/bundle/", granting.PickBundleView.as_view(), name="grant_bundle"),
    path(LEARNER + "grant/bundle/<uuid:bundle_id>/", granting.BundleView.as_view(), name="grant_this_bundle"),
    path(LEARNER + "grant/path/", granting.PathView.as_view(), name="grant_path"),
    path(LEARNER + "seat/", granting.SeatView.as_view(), name="grant_seat"),
    path(
        LEARNER + "bundles/<uuid:purchase_id>/revoke/",
        granting.RevokeBundleView.as_view(),
        name="revoke_bundle",
    ),
    path(LEARNER + "grants/<int:grant_id>/<slug:change>/", grants.GrantActionView.as_view(), name="change"),
    path(LEARNER + "enrolments/<int:enrolment_id>/paid-up/", screens.mark_paid_up, name="paid_up"),
    path(LEARNER + "preview/", previewing.PersonView.as_view(), name="preview_as"),
    path("access-for-many/new/", bulk.PrepareView.as_view(), name="new_bulk"),
    path(FOR_MANY, bulk.BulkView.as_view(), name="bulk"),
    path(FOR_MANY + "outcomes.csv", bulk.OutcomesView.as_view(), name="bulk_outcomes"),
    path(FOR_MANY + "<slug:verb>/", bulk.DoView.as_view(), name="bulk_do"),
    path("preview/", previewing.PersonaView.as_view(), name="preview"),
    path("preview/end/", previewing.end, name="preview_end"),
]
