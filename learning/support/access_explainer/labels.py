"""Plain words for the rules of access, and for what they found, for staff."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

RULE_NAMES = {
    "suspension": gettext_lazy("Is the account suspended?"),
    "teaching": gettext_lazy("Are they an instructor or reviewer of the course?"),
    "completion": gettext_lazy("Have they already completed the course?"),
    "release": gettext_lazy("Is the course published?"),
    "visibility": gettext_lazy("Can they see the course?"),
    "status": gettext_lazy("Is the course open?"),
    "grant": gettext_lazy("Do they have a grant?"),
    "archive": gettext_lazy("Is the course open to new learners?"),
    "closing": gettext_lazy("Has access to the course ended?"),
    "method": gettext_lazy("How does enrolment work?"),
    "prerequisite": gettext_lazy("Have they completed the prerequisites?"),
    "quiz_score": gettext_lazy("Have they reached the minimum scores?"),
    "path_order": gettext_lazy("Have they completed the required courses on the learning path?"),
    "entrance": gettext_lazy("Do they have an active grant?"),
    "offer": gettext_lazy("Can they enrol now?"),
    "preview": gettext_lazy("Is the lesson a free preview?"),
    "drip": gettext_lazy("Has the lesson opened yet?"),
}

#: What a rule found, where the rules say it in a code.
_FOUND = {
    "open": gettext_lazy("Yes, they have access"),
    "preview": gettext_lazy("Yes, available to everyone"),
}


def rule_name(rule: str) -> str:
    return str(RULE_NAMES.get(rule, rule))


def found_words(found: str) -> str:
    return str(_FOUND.get(found, found))


def verdict_words(code: str, sentence: str) -> str:
    """The answer in one sentence. The rules leave it out where somebody is let in."""
    if sentence:
        return sentence
    return _("Available to everyone as a free preview.") if code == "preview" else _("They have access.")
