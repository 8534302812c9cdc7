"""What moving learners to a release would change for them. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.access.impact.open_lessons import OpenLessons
from learning.access.models import Enrolment
from learning.courses.models import Course, Release, ReleaseLesson
from learning.courses.release.proposals import ProposedRelease
from learning.courses.rules import CourseRules
from learning.progress.models import LessonCompletion
from learning.progress.selectors import percentage_of

BATCH = 1000
#: So many learners are compared while somebody waits for the page; of the others only the number is told.
MOST_COMPARED = 5000


@dataclass(frozen=True, slots=True)
class MovedLearner:
    """One learner: the release they are shown, and what another one would change.

    before, after: percentages. opens, locks: how many lessons would open and lock. gone: how many lessons
    that they completed the other release no longer has; those completions are kept.
    """

    enrolment_id: int
    person_id: int
    number: int
    before: int
    after: int
    opens: int = 0
    locks: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class MoveForecast:
    """Whom a move would reach, in the order of their enrolment; `completed`: how many it leaves alone.

    learners: those that were compared. others: how many more it would reach.
    """

    learners: tuple[MovedLearner, ...] = ()
    completed: int = 0
    others: int = 0

    @property
    def count(self) -> int:
        """How many it would reach."""
        return len(self.learners) + self.others

    @property
    def up(self) -> int:
        return sum(one.after > one.before for one in self.learners)

    @property
    def down(self) -> int:
        return sum(one.after < one.before for one in self.learners)

    @property
    def finishing(self) -> int:
        return sum(one.after == 100 > one.before for one in self.learners)

    def sentences(self) -> Iterator[str]:
        """What the move changes; nothing where it changes nothing for anybody."""
        if self.others:
            few = ngettext(
                "Only the first %(count)d learner was compared.",
                "Only the first %(count)d learners were compared.",
                len(self.learners),
            )
            yield few % {"count": len(self.learners)}
        counted = [
            (
                self.up,
                lambda n: ngettext(
                    "The percentage goes up for %(count)d learner.",
                    "The percentage goes up for %(count)d learners.",
                    n,
                ),
            ),
            (
                self.down,
                lambda n: ngettext(
                    "The percentage goes down for %(count)d learner.",
                    "The percentage goes down for %(count)d learners.",
                    n,
                ),
            ),
            (
                self.finishing,
                lambda n: ngettext(
                    "%(count)d learner then has completed every required lesson.",
                    "%(count)d learners then have completed every required lesson.",
                    n,
                ),
            ),
            (
                sum(bool(one.opens) for one in self.learners),
                lambda n: ngettext(
                    "Lessons open for %(count)d learner.", "Lessons open for %(count)d learners.", n
                ),
            ),
            (
                sum(bool(one.locks) for one in self.learners),
                lambda n: ngettext(
                    "Lessons lock for %(count)d learner.", "Lessons lock for %(count)d learners.", n
                ),
            ),
            (
                sum(bool(one.gone) for one in self.learners),
                lambda n: ngettext(
                    "%(count)d learner completed lessons that this release lacks. They stay recorded.",
                    "%(count)d learners completed lessons that this release lacks. They stay recorded.",
                    n,
                ),
            ),
            (
                self.completed,
                lambda n: ngettext(
                    "%(count)d learner has completed the course. Nothing changes for them.",
                    "%(count)d learners have completed the course. Nothing changes for them.",
                    n,
                ),
            ),
        ]
        for count, words in counted:
            if count:
                yield words(count) % {"count": count}


def whom_it_reaches(course: Course) -> QuerySet[Enrolment]:
    """The enrolments that a new release would reach, as the course is set; those completed among them.

    Right away: those that follow. With the next lesson: all. Otherwise nobody.
    """
    everybody = Enrolment.objects.filter(course=course)
    if course.follow == Course.Follow.NOW:
        completed = everybody.filter(course_completion__isnull=False)
        return everybody.filter(release=None) | completed
    return everybody if course.follow == Course.Follow.NEXT_LESSON else everybody.none()


def foresee_move(proposal: ProposedRelease, enrolments: QuerySet[Enrolment], *, at: datetime) -> MoveForecast:
    """What a proposal would change for these learners of its course.

    Four queries, one more where days count from a cohort's start, and three for each further `BATCH` of them,
    up to `MOST_COMPARED`; then one that counts the others.
    """
    course = proposal.course
    learners: list[MovedLearner] = []
    completed = enrolments.filter(course_completion__isnull=False).count()
    rows = enrolments.filter(course_completion=None).only(
        "person_id", "release_id", "enrolled_at", "course_id"
    )
    shown = _Shown(course)
    last = seen = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[: min(BATCH, MOST_COMPARED - seen)]):
        last = batch[-1].pk
        seen += len(batch)
        shown.learn({row.release_id or course.latest_release_id or 0 for row in batch})
        learners += _of_batch(proposal, batch, shown, at)
        if len(batch) < BATCH or seen >= MOST_COMPARED:
            break
    others = rows.filter(pk__gt=last).count() if seen >= MOST_COMPARED else 0
    return MoveForecast(tuple(learners), completed, others)


def _of_batch(
    proposal: ProposedRelease, batch: list[Enrolment], shown: _Shown, at: datetime
) -> Iterator[MovedLearner]:
    done = _done([row.pk for row in batch])
    people = [row.person_id for row in batch]
    rules = [proposal.rules, *(one.rules for one in shown.by_id.values())]
    is_open = OpenLessons(proposal.course.pk, people, rules, at)
    for row in batch:
        release_id = row.release_id or proposal.course.latest_release_id or 0
        if release_id not in shown.by_id:
            continue
        old, theirs = shown.by_id[release_id], done[row.pk]
        open_before = old.lessons - (is_open.shut_to(old.rules, row) - old.previews - theirs)
        open_after = proposal.lessons - (is_open.shut_to(proposal.rules, row) - proposal.previews - theirs)
        both = old.lessons & proposal.lessons
        yield MovedLearner(
            enrolment_id=row.pk,
            person_id=row.person_id,
            number=shown.numbers[release_id],
            before=percentage_of(old.required, theirs),
            after=percentage_of(proposal.required, theirs),
            opens=len((open_after - open_before) & both),
            locks=len((open_before - open_after) & both),
            gone=len(theirs & old.lessons - proposal.lessons),
        )


class _Shown:
    """The releases that learners are shown, as proposals, by their ids; two queries for new ones."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.by_id: dict[int, ProposedRelease] = {}
        self.numbers: dict[int, int] = {}

    def learn(self, ids: Collection[int]) -> None:
        new = set(ids) - set(self.by_id)
        if not new:
            return
        for pk, number, rules in Release.objects.filter(pk__in=new).values_list("pk", "number", "rules"):
            self.numbers[pk] = number
            nothing: frozenset[int] = frozenset()
            self.by_id[pk] = ProposedRelease(
                self.course, str(number), nothing, nothing, nothing, CourseRules.from_json(rules)
            )
        parts: Mapping[int, tuple[set[int], set[int], set[int]]] = defaultdict(lambda: (set(), set(), set()))
        rows = ReleaseLesson.objects.filter(release__in=new).order_by()
        columns = ("release_id", "lesson_id", "is_required", "is_free_preview")
        for release_id, lesson_id, is_required, is_preview in rows.values_list(*columns):
            lessons, required, previews = parts[release_id]
            lessons.add(lesson_id)
            if is_required:
                required.add(lesson_id)
            if is_preview:
                previews.add(lesson_id)
        for pk in new & set(self.by_id):
            lessons_of, required_of, previews_of = map(frozenset, parts[pk])
            self.by_id[pk] = replace(
                self.by_id[pk], lessons=lessons_of, required=required_of, previews=previews_of
            )


def _done(enrolment_ids: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = LessonCompletion.objects.filter(enrolment__in=enrolment_ids)
    for enrolment_id, lesson_id in rows.values_list("enrolment_id", "lesson_id"):
        found[enrolment_id].add(lesson_id)
    return found


def sentences_before_publishing(course: Course, forecast: MoveForecast) -> tuple[str, ...]:
    """What publishing a release means to those who learn in the course, as it is set."""
    if course.follow == Course.Follow.STAY:
        return (_("Learners stay on the release they began with. New learners get this release."),)
    count = forecast.count
    if not count:
        return tuple(forecast.sentences())
    if course.follow == Course.Follow.NOW:
        words = ngettext(
            "%(count)d learner moves to this release right away.",
            "%(count)d learners move to this release right away.",
            count,
        )
    else:
        words = ngettext(
            "%(count)d learner moves to this release when they open their next lesson.",
            "%(count)d learners move to this release when they open their next lesson.",
            count,
        )
    return (words % {"count": count}, *forecast.sentences())
