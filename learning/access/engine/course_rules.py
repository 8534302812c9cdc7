"""The rules themselves: from what is known about a person and a course to a verdict. No queries here.

Each rule answers with a verdict, or with a few words on what it found and lets the next one speak. The words
are for staff, who read them as the trace of a verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policies import sign_in_step
from common.verdict import NextStep, TraceStep, Verdict, Words
from learning.access.models import CourseAccess
from learning.access.querysets import PAID_FOR
from learning.courses.models import Course
from learning.courses.rules import CourseRules, EnrolmentMethod, Visibility

from .grant_sentences import day_of, free_again, lasts_until, why_closed
from .next_steps import BUY, buy_step, enrol_step, notify_step

#: The kind of source of a grant that a learning path opened: it works in the order of the path.
PATH = "path"

# Of several grants none of which is open, the one that promises most explains the refusal; what staff decided
# comes before what the clock did, because waiting or enrolling again doesn't help against it.
_MOST_HOPEFUL_FIRST = (
    CourseAccess.NOT_STARTED,
    CourseAccess.Status.PENDING,
    CourseAccess.Status.LOCKED,
    CourseAccess.Status.REVOKED,
    CourseAccess.EXPIRED,
    CourseAccess.ENDED,
)
#: Codes of refusals behind which not even a free preview is shown.
NO_PREVIEW_CODES = frozenset(
    {"suspended", "unpublished", "coming_soon", "archived", "private", "members_only"}
)


@dataclass(frozen=True, slots=True)
class Blocker:
    """A course that has to be finished before; `url` is empty where it has no page."""

    course_id: int
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ScoreBlocker:
    """A quiz in which a score is still to be reached, in %.

    best: so far; None: there is none, or it isn't shown. hidden: why it isn't, in a sentence.
    """

    title: str
    least: int
    best: Decimal | None = None
    url: str = ""
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class AccessContext:
    """What is known about one person (or nobody) and one course at a moment.

    grants: the person's grants for the course. prerequisites: courses to finish first that are not finished.
    quiz_scores: quizzes whose least score they have not reached.
    before_on_path: by the id of a grant that a path opened, what is not finished before the course on it.
    teaches_or_reviews: they may see its drafts. Both that and has_completed are asked only where they could
    change the answer: None says that nobody looked.
    """

    moment: datetime
    is_signed_in: bool
    is_suspended: bool
    course_status: str
    is_released: bool
    is_withdrawn: bool
    is_free: bool
    rules: CourseRules = CourseRules()
    grants: tuple[CourseAccess, ...] = ()
    has_completed: bool | None = False
    prerequisites: tuple[Blocker, ...] = ()
    quiz_scores: tuple[ScoreBlocker, ...] = ()
    before_on_path: dict[int, tuple[Blocker, ...]] = field(default_factory=dict)
    teaches_or_reviews: bool | None = False

    @property
    def best_grant(self) -> CourseAccess | None:
        """The grant that decides: an open one, else the most hopeful; of those alike, the one that lasts
        longest or, where none has begun, begins first."""
        order = (CourseAccess.Status.UNLOCKED, *_MOST_HOPEFUL_FIRST)
        for status in order:
            alike = [grant for grant in self.grants if grant.effective_status(self.moment) == status]
            if alike and status == CourseAccess.NOT_STARTED:
                return min(alike, key=lambda grant: grant.starts_at)
            if alike:
                return max(alike, key=lasts_until)
        return None

    @property
    def open_grants(self) -> tuple[CourseAccess, ...]:
        is_open = CourseAccess.Status.UNLOCKED
        return tuple(grant for grant in self.grants if grant.effective_status(self.moment) == is_open)

    @property
    def is_barred(self) -> bool:
        """Whether staff suspended or revoked access of theirs, and nothing else lets them in."""
        return not self.open_grants and any(grant.bars_entry for grant in self.grants)

    @property
    def is_offered_free(self) -> bool:
        """Whether anybody may just enrol."""
        return self.is_free and self.rules.enrolment_method != EnrolmentMethod.PURCHASE

    @property
    def is_open_to_all(self) -> bool:
        """Whether somebody who never had a grant may enrol, or could after what is to be finished before."""
        rules = self.rules
        is_shut = rules.visibility in (Visibility.PRIVATE, Visibility.SUBSCRIBERS_ONLY)
        return (
            self.is_free
            and rules.enrolment_method == EnrolmentMethod.OPEN
            and not is_shut
            and self.course_status == Course.Status.ACTIVE
            and not rules.is_over(self.moment)
        )

    def as_learner(self) -> AccessContext:
        """The same without the rights of whoever teaches or reviews."""
        return replace(self, teaches_or_reviews=False)


def asks_more(status: str, rules: CourseRules) -> bool:
    """Whether a released course that is listed asks for more than to be signed in.

    Nobody who has never had a grant, and is not suspended, is refused any other by a rule before `_offer`.
    """
    return (
        status != Course.Status.ACTIVE
        or rules.enrolment_method not in (EnrolmentMethod.OPEN, EnrolmentMethod.PURCHASE)
        or rules.visibility in (Visibility.PRIVATE, Visibility.SUBSCRIBERS_ONLY)
        or rules.until is not None
        or bool(rules.prerequisites or rules.quiz_scores)
    )


def evaluate(known: AccessContext) -> Verdict:
    """May the person enter the course? The first rule that has an answer gives it."""
    trace: list[TraceStep] = []
    for rule in _RULES:
        found = rule(known)
        name = rule.__name__[1:]
        if isinstance(found, Verdict):
            trace.append(TraceStep(name, found.sentence or found.code, found.allowed))
            return replace(found, trace=tuple(trace))
        trace.append(TraceStep(name, found, True))
    raise AssertionError("the last rule always answers")


def shows_cover(course_verdict: Verdict) -> bool:
    """Whether what the course page itself says and shows is for this person's eyes."""
    return bool(course_verdict) or course_verdict.code not in NO_PREVIEW_CODES - {"coming_soon"}


def _suspension(known: AccessContext) -> Verdict | Words:
    if not known.is_suspended:
        return gettext_lazy("Not suspended")
    return Verdict.no("suspended", _("Your account is suspended, so you can't access any courses."))


def _teaching(known: AccessContext) -> Verdict | Words:
    if known.teaches_or_reviews is None:
        return _not_looked_at()
    return (
        Verdict.yes()
        if known.teaches_or_reviews
        else gettext_lazy("Not an instructor or reviewer of this course")
    )


def _completion(known: AccessContext) -> Verdict | Words:
    """What a person has completed stays open to them, whatever is decided later, unless it is revoked.

    Neither a date, a cohort that was left, nor a suspension closes it; a purchase that was taken back does.
    """
    if known.has_completed is None:
        return _not_looked_at()
    if not known.has_completed:
        return gettext_lazy("Not completed")
    is_revoked = any(
        grant.effective_status(known.moment) == CourseAccess.Status.REVOKED for grant in known.grants
    )
    stays = any(_stays_with_graduates(grant) for grant in known.grants)
    if known.open_grants or stays and not is_revoked:
        return Verdict.yes()
    return gettext_lazy("Completed, but access is missing or revoked")


def _stays_with_graduates(grant: CourseAccess) -> bool:
    return grant.status != CourseAccess.Status.REVOKED or (
        grant.ended_with_source and grant.type not in PAID_FOR
    )


def _not_looked_at() -> Words:
    """What could not change the answer was not asked of the database, and the trace says no more."""
    return gettext_lazy("Not checked: not needed for the answer")


def _release(known: AccessContext) -> Verdict | Words:
    if known.is_withdrawn or not known.is_released and known.course_status != Course.Status.COMING_SOON:
        return Verdict.no("unpublished", _("This course is no longer available."))
    return gettext_lazy("Published") if known.is_released else gettext_lazy("Not published yet")


def _visibility(known: AccessContext) -> Verdict | Words:
    visibility = known.rules.visibility
    if visibility == Visibility.PRIVATE and not known.grants:
        return Verdict.no("private", _("This course is private."))
    if visibility == Visibility.MEMBERS_ONLY and not known.is_signed_in:
        sentence = _("This course is for members. Sign in to view it.")
        return Verdict.no("members_only", sentence, next_step=sign_in_step())
    return Visibility(visibility).label


def _status(known: AccessContext) -> Verdict | Words:
    if known.course_status == Course.Status.COMING_SOON:
        return Verdict.no("coming_soon", _("This course is coming soon."), next_step=notify_step())
    if known.course_status == Course.Status.LOCKED:
        return Verdict.no("locked", _("This course is temporarily locked. Your progress is saved."))
    return Course.Status(known.course_status).label


def _grant(known: AccessContext) -> Verdict | Words:
    grant = known.best_grant
    if grant is None:
        return gettext_lazy("No grant")
    status = grant.effective_status(known.moment)
    if status == CourseAccess.Status.UNLOCKED:
        return _("Active grant: %(source)s") % {
            "source": grant.source_label or CourseAccess.Type(grant.type).label
        }
    if known.is_open_to_all and not known.is_barred:
        return _as_anybody(known, grant, status)
    step = NextStep.date(grant.starts_at) if status == CourseAccess.NOT_STARTED else _buy_again(known, status)
    return Verdict.no(str(status), why_closed(grant, status), next_step=step)


def _buy_again(known: AccessContext, status: str) -> NextStep | None:
    """Buy what is over, where somebody who never had it may."""
    if known.is_free or known.is_barred or status == CourseAccess.Status.PENDING:
        return None
    fresh = evaluate(replace(known, grants=(), before_on_path={}))
    is_sold = fresh.next_step is not None and fresh.next_step.place == BUY
    return buy_step() if is_sold else None


def _as_anybody(known: AccessContext, grant: CourseAccess, status: str) -> Verdict | Words:
    """Who had or is to have access may do what somebody may who never had a grant: enrol, or else learn from
    a later rule what comes first."""
    if evaluate(replace(known, grants=(), before_on_path={})).code != "no_grant":
        return gettext_lazy("No active grant, but everyone may enrol")
    return Verdict.no(str(status), free_again(grant, status), next_step=enrol_step())


def _archive(known: AccessContext) -> Verdict | Words:
    if known.course_status != Course.Status.ARCHIVED or known.open_grants:
        return gettext_lazy("Not archived, or already has access")
    return Verdict.no("archived", _("This course is closed to new learners."))


def _closing(known: AccessContext) -> Verdict | Words:
    """Once the date until which a course gives access has passed, nobody comes in by themselves."""
    until = known.rules.until
    if known.open_grants or until is None or not known.rules.is_over(known.moment):
        return gettext_lazy("Not ended, or already has access")
    return Verdict.no("expired", _("Access to this course ended on %(date)s.") % {"date": day_of(until)})


def _method(known: AccessContext) -> Verdict | Words:
    """How people come in matters to those who are not."""
    if known.open_grants:
        return gettext_lazy("Already has access")
    method = EnrolmentMethod(known.rules.enrolment_method)
    if known.rules.visibility == Visibility.SUBSCRIBERS_ONLY:
        method = EnrolmentMethod.SUBSCRIPTION_ONLY
    if method not in _BY_OTHERS:
        return method.label
    code, sentence = _BY_OTHERS[method]
    return Verdict.no(code, str(sentence))


# How people come in who can't by themselves: code and sentence.
_BY_OTHERS: dict[EnrolmentMethod, tuple[str, Words]] = {
    EnrolmentMethod.INVITE_ONLY: ("invite_only", gettext_lazy("This course is by invitation only.")),
    EnrolmentMethod.COHORT_ONLY: (
        "cohort_only",
        gettext_lazy("This course is only available as part of a cohort."),
    ),
    EnrolmentMethod.SUBSCRIPTION_ONLY: (
        "subscription_only",
        gettext_lazy("This course is only available with a subscription."),
    ),
}


def _prerequisite(known: AccessContext) -> Verdict | Words:
    if not known.prerequisites:
        return (
            gettext_lazy("No prerequisites")
            if not known.rules.prerequisites
            else gettext_lazy("All prerequisites completed")
        )
    return _finish_first("prerequisite", known.prerequisites, known)


def _quiz_score(known: AccessContext) -> Verdict | Words:
    if not known.quiz_scores:
        return (
            gettext_lazy("No minimum scores")
            if not known.rules.quiz_scores
            else gettext_lazy("All minimum scores reached")
        )
    first = known.quiz_scores[0]
    label = _("Go to the quiz “%(title)s”") % {"title": first.title}
    step = _go_to(label, first.url, known)
    return Verdict.no("quiz_score", " ".join(map(_to_reach, known.quiz_scores)), next_step=step)


def _to_reach(blocker: ScoreBlocker) -> str:
    if blocker.best is None:
        words = _("Score at least %(least)d%% in the quiz “%(title)s” first.")
        asked = words % {"least": blocker.least, "title": blocker.title}
        return f"{asked} {blocker.hidden}" if blocker.hidden else asked
    words = _(
        "Score at least %(least)d%% in the quiz “%(title)s” first. Your best score so far is %(best)s%%."
    )
    # Rounded down, so that nobody reads that they have what they lack.
    best = blocker.best.quantize(Decimal("0.1"), rounding=ROUND_FLOOR).normalize()
    return words % {"least": blocker.least, "title": blocker.title, "best": f"{best:f}"}


def _path_order(known: AccessContext) -> Verdict | Words:
    """A grant that a path opened works once everything required before the course on it is finished."""
    grants = known.open_grants
    if not grants or any(not known.before_on_path.get(grant.pk) for grant in grants):
        return gettext_lazy("Nothing left to complete first")
    fewest = min((known.before_on_path[grant.pk] for grant in grants), key=len)
    return _finish_first("path_order", fewest, known)


def _finish_first(code: str, blockers: tuple[Blocker, ...], known: AccessContext) -> Verdict:
    first = blockers[0]
    words = ", ".join(f"“{blocker.title}”" for blocker in blockers)
    step = _go_to(_("Go to “%(title)s”") % {"title": first.title}, first.url, known)
    return Verdict.no(code, _("Complete %(courses)s first.") % {"courses": words}, next_step=step)


def _go_to(label: str, url: str, known: AccessContext) -> NextStep | None:
    """The way to what is still to be done. A stranger signs in first: they may have done it."""
    if not known.is_signed_in:
        return sign_in_step(_("Sign in to enrol"))
    return NextStep.link(label, url) if url else None


def _entrance(known: AccessContext) -> Verdict | Words:
    return Verdict.yes() if known.open_grants else _("No active grant")


def _offer(known: AccessContext) -> Verdict:
    """Nothing stands in the way but that they are not in yet."""
    if not known.is_free:
        sentence = _("Buy this course to get access.")
        return Verdict.no("no_grant", sentence, next_step=buy_step())
    if not known.is_offered_free:
        step = NextStep.none(_("Not on sale yet"))
        return Verdict.no("no_grant", _("This course isn't on sale yet."), next_step=step)
    if not known.is_signed_in:
        step = sign_in_step(_("Sign in to enrol"))
        return Verdict.no("no_grant", _("This course is free. Sign in to enrol."), next_step=step)
    sentence = _("This course is free. Enrol to open this lesson.")
    return Verdict.no("no_grant", sentence, next_step=enrol_step())


_RULES: tuple[Callable[[AccessContext], Verdict | Words], ...] = (
    _suspension,
    _teaching,
    _completion,
    _release,
    _visibility,
    _status,
    _grant,
    _archive,
    _closing,
    _method,
    _prerequisite,
    _quiz_score,
    _path_order,
    _entrance,
    _offer,
)
