"""Plain words for the rules of access, and for what they found, for staff."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.verdict import Verdict

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
    "instalments": gettext_lazy("Have they paid in full?"),
    "lessons": gettext_lazy("Have they completed all required lessons?"),
    "days": gettext_lazy("Have the exam's waiting days passed?"),
    "exam": gettext_lazy("Is the exam open?"),
}

#: What a rule found, where the rules say it in a code.
_FOUND = {
    "open": gettext_lazy("Yes, they have access"),
    "preview": gettext_lazy("Yes, available to everyone"),
}

#: What a refusal means, told to staff. Several rules answer with some codes: those name their rule, too.
_FOR_STAFF = {
    "suspended": gettext_lazy("Their account is suspended."),
    "unpublished": gettext_lazy("The course isn't published."),
    "private": gettext_lazy("The course is private, and they have never had access to it."),
    "members_only": gettext_lazy("The course is for people who are signed in."),
    "coming_soon": gettext_lazy("The course is coming soon."),
    "status:locked": gettext_lazy("The course is locked for everyone."),
    "grant:locked": gettext_lazy("Their access is suspended."),
    "not_started": gettext_lazy("Their access hasn't started yet."),
    "pending": gettext_lazy("Their access is pending."),
    "grant:expired": gettext_lazy("Their access has ended."),
    "closing:expired": gettext_lazy("The course's last day has passed."),
    "ended": gettext_lazy("Their access ended together with its source."),
    "revoked": gettext_lazy("Their access was revoked."),
    "archived": gettext_lazy("The course is archived, and they have no active grant."),
    "invite_only": gettext_lazy("The course is by invitation only, and they have no active grant."),
    "cohort_only": gettext_lazy("The course is for cohorts only, and they have no active grant."),
    "subscription_only": gettext_lazy("The course is for subscribers only, and they have no active grant."),
    "prerequisite": gettext_lazy("They haven't completed the prerequisites."),
    "quiz_score": gettext_lazy("They haven't reached a minimum score."),
    "path_order": gettext_lazy("They haven't completed the courses before it on the learning path."),
    "no_grant": gettext_lazy("They have no active grant, or aren't enrolled yet."),
    "drip": gettext_lazy("The lesson hasn't opened for them yet."),
    "no_attempts": gettext_lazy("They have no attempts left."),
    "cool_down": gettext_lazy("They have to wait before the next attempt."),
    "overdue": gettext_lazy("Their deadline has passed."),
    "past_due": gettext_lazy("Their due date has passed, and late submissions aren't accepted."),
    "no_questions": gettext_lazy("It has no questions yet."),
    "instalments:exam_locked": gettext_lazy("They haven't paid the last instalment."),
    "lessons:exam_locked": gettext_lazy("They haven't completed all required lessons."),
    "days:exam_locked": gettext_lazy("The days before the exam haven't passed for them yet."),
    "not_placed": gettext_lazy("It isn't part of their version of the course."),
    "not_there": gettext_lazy("It isn't part of their version of the course."),
}


def rule_name(rule: str) -> str:
    return str(RULE_NAMES.get(rule, rule))


def found_words(found: str) -> str:
    return str(_FOUND.get(found, found))


def verdict_words(verdict: Verdict) -> str:
    """The answer in one sentence, about the learner: what they themselves read is the verdict's sentence."""
    if verdict.code == "preview":
        return _("Available to everyone as a free preview.")
    if verdict.code == "continue":
        return _("They have an attempt in progress.")
    if verdict:
        return _("They have access.")
    rule = verdict.trace[-1].rule if verdict.trace else ""
    words = _FOR_STAFF.get(f"{rule}:{verdict.code}", _FOR_STAFF.get(verdict.code))
    return str(words) if words is not None else verdict.sentence
