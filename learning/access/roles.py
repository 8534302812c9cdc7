"""What each group may do to grants and enrolments."""

PERMISSIONS = {
    "Support": ["access.view_bundlepurchase", "access.view_courseaccess", "access.view_enrolment"],
    "Administrator": [
        "access.view_bundlepurchase",
        "access.view_courseaccess",
        "access.change_courseaccess",
        "access.view_enrolment",
        "access.change_enrolment",
    ],
}
