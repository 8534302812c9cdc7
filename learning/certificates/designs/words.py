"""What templates may say of a certificate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

#: What staff may write in the texts of a template, with what it stands for.
PLACEHOLDERS = {
    "name": _("Learner's name"),
    "course_title": _("Course title"),
    "date": _("Completion date"),
    "instructor": _("Instructors"),
    "duration": _("Course length"),
    "grade": _("Grade"),
    "score": _("Score in %"),
    "code": _("Certificate code"),
    "url": _("Verification URL"),
}
#: Those that can be listed with a label of their own.
FACTS = {
    "date": _("Completed on"),
    "duration": _("Length"),
    "instructor": _("Instructors"),
    "grade": _("Grade"),
    "score": _("Score"),
}
