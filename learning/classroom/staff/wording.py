"""Plain words for what the rules and the records say in codes. For staff."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.access.models import CourseAccess

STATUS_NAMES = {
    CourseAccess.Status.PENDING.value: gettext_lazy("Pending"),
    CourseAccess.Status.UNLOCKED.value: gettext_lazy("Open"),
    CourseAccess.Status.LOCKED.value: gettext_lazy("Stopped"),
    CourseAccess.Status.REVOKED.value: gettext_lazy("Revoked"),
    CourseAccess.EXPIRED: gettext_lazy("Expired"),
    CourseAccess.NOT_STARTED: gettext_lazy("Not started"),
}

#: Wagtail's looks of a status: "primary" stands out.
STATUS_TONES = dict.fromkeys(STATUS_NAMES, "") | {CourseAccess.Status.UNLOCKED.value: "primary"}

RULE_NAMES = {
    "suspension": gettext_lazy("Is the account suspended?"),
    "teaching": gettext_lazy("Do they teach or review the course?"),
    "completion": gettext_lazy("Have they completed the course before?"),
    "release": gettext_lazy("Is the course released?"),
    "visibility": gettext_lazy("May they know of the course?"),
    "status": gettext_lazy("Does the course stand open?"),
    "grant": gettext_lazy("What do their grants say?"),
    "archive": gettext_lazy("Does the course take new learners?"),
    "closing": gettext_lazy("Has the course's last day passed?"),
    "method": gettext_lazy("How do people come into the course?"),
    "prerequisite": gettext_lazy("Have they finished what comes before?"),
    "quiz_score": gettext_lazy("Have they reached the scores that it asks for?"),
    "path_order": gettext_lazy("Is it their turn on the learning path?"),
    "entrance": gettext_lazy("Does a grant let them in?"),
    "offer": gettext_lazy("Could they come in now?"),
    "preview": gettext_lazy("Is the lesson a free preview?"),
    "drip": gettext_lazy("Has the lesson opened yet?"),
}

#: What a rule found, where the rules say it in a code.
_FOUND = {"open": gettext_lazy("yes: it is open to them"), "preview": gettext_lazy("yes: open to everybody")}


def rule_name(rule: str) -> str:
    return str(RULE_NAMES.get(rule, rule))


def found_words(found: str) -> str:
    return str(_FOUND.get(found, found))


def source_words(grant: CourseAccess) -> str:
    """Where a grant comes from: its type, and the name of the source where it has one."""
    kind = grant.get_type_display()
    return f"{kind}: {grant.source_label}" if grant.source_label else str(kind)


def verdict_words(code: str, sentence: str) -> str:
    """The answer in one sentence. The rules leave it out where somebody is let in."""
    if sentence:
        return sentence
    return _("Open to everybody as a free preview.") if code == "preview" else _("Open to them.")
