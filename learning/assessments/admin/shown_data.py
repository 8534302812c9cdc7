"""Which screens of this app show personal data of learners, for the security log."""

from django.utils.translation import gettext_lazy as _

#: A file that a learner submitted, whatever its address.
SUBMITTED_WORK = "assessments.submitted_work"
_ACCOMMODATIONS = _("Accommodations")

SHOWN = {
    "assessments_grades:gradebook": _("Gradebook"),
    "assessments_grades:learner": _("Grades of a learner"),
    "assessments_grades:override": _("Grades of a learner"),
    "assessments_marking:queue": _("Grading queue"),
    "assessments_marking:work": _("Results of an assessment"),
    "assessments_marking:publish": _("Results of an assessment"),
    "assessments_marking:similar": _("Similar submissions"),
    "assessments_marking:attempt": _("Attempt"),
    "assessments_marking:question": _("Attempt"),
    "assessments_marking:submission": _("Submission"),
    SUBMITTED_WORK: _("Submitted file"),
    "assessments_marking:extensions": _ACCOMMODATIONS,
    "assessments_marking:give_accommodation": _ACCOMMODATIONS,
    "assessments_marking:withdraw_accommodation": _ACCOMMODATIONS,
}
