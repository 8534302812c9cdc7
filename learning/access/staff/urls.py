"""Addresses of the screens of cohorts, below `/admin/academy/`."""

from django.urls import path

from . import cohorts

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
]
