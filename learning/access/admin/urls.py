"""Addresses of the screens of cohorts and of what changes would do, below `/admin/academy/`."""

from django.urls import path

from . import cohort_views, impact_views, rule_checks_view

app_name = "access_staff"

COHORT = "cohorts/<uuid:public_id>/"

urlpatterns = [
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
