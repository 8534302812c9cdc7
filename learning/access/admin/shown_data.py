"""Which screens of this app show personal data of learners, for the security log."""

from django.utils.translation import gettext_lazy as _

_GRANTING = _("Access of a learner")

SHOWN = {
    "academy_grants_modeladmin_index": _("List of grants"),
    "academy_grants_modeladmin_inspect": _("Grant"),
    "academy_enrolments_modeladmin_index": _("List of enrolments"),
    "academy_enrolments_modeladmin_inspect": _("Enrolment"),
    "academy_cohort-members_modeladmin_index": _("List of cohort members"),
    "academy_cohort-members_modeladmin_inspect": _("Cohort member"),
    "academy_path-members_modeladmin_index": _("List of learning path members"),
    "academy_path-members_modeladmin_inspect": _("Learning path member"),
    "academy_bundle-purchases_modeladmin_index": _("List of bundle purchases"),
    "academy_bundle-purchases_modeladmin_inspect": _("Bundle purchase"),
    "access_admin:cohort": _("Members of a cohort"),
    "access_admin:add_members": _("Members of a cohort"),
    "access_admin:remove_member": _("Members of a cohort"),
    "access_admin:shut_out_of_cohort": _("Learners who lose access"),
    "access_admin:shut_out_of_course": _("Learners who lose access"),
    "access_admin:shut_out_of_path": _("Learners who lose access"),
    "access_admin:grant": _GRANTING,
    "access_admin:grant_bundle": _GRANTING,
    "access_admin:grant_path": _GRANTING,
    "access_admin:grant_this_bundle": _GRANTING,
    "access_admin:change": _GRANTING,
    "access_admin:add_to_cohort": _GRANTING,
    "access_admin:paid_up": _GRANTING,
    "access_admin:revoke_bundle": _GRANTING,
    "access_admin:bulk": _("Recipients of a bulk enrolment"),
    "access_admin:bulk_outcomes": _("Recipients of a bulk enrolment"),
}
