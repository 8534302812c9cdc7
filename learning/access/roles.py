"""What each group may do to grants, enrolments and cohorts. What instructors may: see `staff.policies`."""

PERMISSIONS = {
    "Support": [
        "access.view_bundlepurchase",
        "access.view_cohort",
        "access.view_cohortmember",
        "access.change_cohortmember",
        "access.add_cohortinvitation",
        "access.view_courseaccess",
        "access.view_enrolment",
        "access.view_pathmember",
    ],
    "Administrator": [
        "access.view_bulkenrolmentjob",
        "access.view_bundlepurchase",
        "access.view_cohort",
        "access.change_cohort",
        "access.view_cohortmember",
        "access.change_cohortmember",
        "access.add_cohortinvitation",
        "access.view_courseaccess",
        "access.change_courseaccess",
        "access.view_enrolment",
        "access.change_enrolment",
        "access.view_pathmember",
    ],
}
