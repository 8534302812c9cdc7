"""Addresses of the screens of cohorts and of what changes would do, below `/admin/academy/`."""

from django.urls import path

from . import cohorts, shut_out, soundness

app_name = "access_staff"

COHORT = "cohorts/<uuid:public_id>/"

urlpatterns = [
    path("cohorts/new/", cohorts.ChangeView.as_view(), name="new_cohort"),
    path(COHORT, cohorts.CohortView.as_view(), name="cohort"),
    path(COHORT + "change/", cohorts.ChangeView.as_view(), name="change_cohort"),
    path(COHORT + "add/", cohorts.AddMembersView.as_view(), name="add_members"),
    path(COHORT + "members/<int:member_id>/out/", cohorts.RemoveMemberView.as_view(), name="remove_member"),
    path(COHORT + "invite/", cohorts.InviteView.as_view(), name="invite"),
    path(
        COHORT + "invitations/<int:invitation_id>/withdraw/",
        cohorts.WithdrawView.as_view(),
        name="withdraw_invitation",
    ),
    path(COHORT + "shut-out/", shut_out.OfCohortView.as_view(), name="shut_out_of_cohort"),
    path(
        "courses/<uuid:public_id>/shut-out/<slug:name>/",
        shut_out.OfCourseView.as_view(),
        name="shut_out_of_course",
    ),
    path("rules/", soundness.RulesView.as_view(), name="rules"),
    path("paths/<int:page_id>/shut-out/", shut_out.OfPathView.as_view(), name="shut_out_of_path"),
]
