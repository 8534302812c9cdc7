"""Addresses of the admin screens of access, below `/admin/academy/`."""

from django.urls import path

from . import (
    bulk_job_views,
    bundle_prices,
    cohort_views,
    enrolment_views,
    grant_action_views,
    granting_views,
    impact_views,
    rule_checks_view,
)

app_name = "access_admin"

LEARNER = "learners/<uuid:public_id>/"
COHORT = "cohorts/<uuid:public_id>/"
BUNDLE = "bundles/<uuid:public_id>/"
BULK_JOB = "access-for-many/<uuid:public_id>/"

urlpatterns = [
    path(BUNDLE + "prices/", bundle_prices.BundlePricesView.as_view(), name="bundle_prices"),
    path(
        BUNDLE + "prices/<int:number>/",
        bundle_prices.BundlePricesView.as_view(),
        name="bundle_tier_prices",
    ),
    path(BUNDLE + "owned/", bundle_prices.BundleOwnedView.as_view(), name="bundle_owned"),
    path(LEARNER + "grant/", granting_views.GrantView.as_view(), name="grant"),
    path(LEARNER + "grant/bundle/", granting_views.PickBundleView.as_view(), name="grant_bundle"),
    path(
        LEARNER + "grant/bundle/<uuid:bundle_id>/",
        granting_views.BundleView.as_view(),
        name="grant_this_bundle",
    ),
    path(LEARNER + "grant/path/", granting_views.PathView.as_view(), name="grant_path"),
    path(LEARNER + "seat/", granting_views.AddToCohortView.as_view(), name="add_to_cohort"),
    path(
        LEARNER + "bundles/<uuid:purchase_id>/revoke/",
        granting_views.RevokeBundleView.as_view(),
        name="revoke_bundle",
    ),
    path(
        LEARNER + "grants/<int:grant_id>/<slug:change>/",
        grant_action_views.GrantActionView.as_view(),
        name="change",
    ),
    path(
        LEARNER + "enrolments/<int:enrolment_id>/paid-up/",
        enrolment_views.PaidInFullView.as_view(),
        name="paid_up",
    ),
    path("access-for-many/new/", bulk_job_views.PrepareBulkJobView.as_view(), name="new_bulk"),
    path(BULK_JOB, bulk_job_views.BulkJobView.as_view(), name="bulk"),
    path(BULK_JOB + "outcomes.csv", bulk_job_views.BulkJobResultsView.as_view(), name="bulk_outcomes"),
    path(BULK_JOB + "<slug:verb>/", bulk_job_views.BulkJobActionView.as_view(), name="bulk_do"),
    path("cohorts/new/", cohort_views.CohortFormView.as_view(), name="new_cohort"),
    path(COHORT, cohort_views.CohortView.as_view(), name="cohort"),
    path(COHORT + "change/", cohort_views.CohortFormView.as_view(), name="change_cohort"),
    path(COHORT + "add/", cohort_views.AddMembersView.as_view(), name="add_members"),
    path(
        COHORT + "members/<int:member_id>/out/", cohort_views.RemoveMemberView.as_view(), name="remove_member"
    ),
    path(COHORT + "invite/", cohort_views.InviteView.as_view(), name="invite"),
    path(
        COHORT + "invitations/<int:invitation_id>/withdraw/",
        cohort_views.WithdrawInvitationView.as_view(),
        name="withdraw_invitation",
    ),
    path(COHORT + "shut-out/", impact_views.CohortLockedOutView.as_view(), name="shut_out_of_cohort"),
    path(
        "courses/<uuid:public_id>/shut-out/<slug:name>/",
        impact_views.CourseLockedOutView.as_view(),
        name="shut_out_of_course",
    ),
    path("rules/", rule_checks_view.RulesView.as_view(), name="rules"),
    path("paths/<int:page_id>/shut-out/", impact_views.PathLockedOutView.as_view(), name="shut_out_of_path"),
]
