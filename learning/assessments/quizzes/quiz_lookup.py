"""Quizzes by their public ids, for rules of courses that ask a score of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from learning.access.models import Enrolment
from learning.assessments.models import Attempt, AttemptStatus, GradedItem, Quiz, ShowScores
from learning.courses.activities import Described, Unready
from learning.courses.models import Course, CoursePage
from learning.courses.release.outlines import outline_of_release

from .accommodations import Accommodations, accommodations_of_many
from .attempt_rules import AttemptRules
from .disclosure import score_verdict

if TYPE_CHECKING:
    from learning.assessments.activity_kinds import AssessmentKind


def offered() -> dict[UUID, Described]:
    """Every quiz that is published. One query."""
    live = Quiz.objects.filter(live=True).values("graded_item")
    graded_items = GradedItem.objects.filter(kind=Quiz.ACTIVITY_KIND, pk__in=live).select_related("course")
    return {
        graded_item.public_id: Described(graded_item.title, graded_item.course_id, graded_item.course.title)
        for graded_item in graded_items
    }


def described(public_ids: Collection[UUID]) -> Mapping[UUID, Described]:
    """These quizzes, those that are gone too, each with the address of a lesson that places it.

    Two queries, besides outlines that nobody read before.
    """
    graded_items = GradedItem.objects.filter(
        kind=Quiz.ACTIVITY_KIND, public_id__in=public_ids
    ).select_related("course")
    found = {graded_item.public_id: graded_item for graded_item in graded_items}
    addresses = _course_addresses({graded_item.course_id for graded_item in found.values()})
    return {
        key: Described(
            graded_item.title,
            graded_item.course_id,
            graded_item.course.title,
            _address(graded_item, addresses),
        )
        for key, graded_item in found.items()
    }


def hidden_scores(person_id: int | None, public_ids: Collection[UUID], at: datetime) -> dict[UUID, str]:
    """The quizzes of these whose score the person may not see at that moment: why, in a sentence.

    A quiz that is gone tells nothing. One query, and three more where dates of the learner's own decide.
    """
    rows = Quiz.objects.filter(graded_item__public_id__in=public_ids, live=True)
    written: dict[UUID, list[Quiz]] = defaultdict(list)
    for quiz in rows.select_related("graded_item"):
        written[quiz.graded_item.public_id].append(quiz)
    dated = [
        quiz for found in written.values() for quiz in found if quiz.show_scores == ShowScores.AFTER_DEADLINE
    ]
    given, still_open = _own_dates(person_id, dated, at)
    hidden = {key: _("Scores aren't shown.") for key in public_ids if key not in written}
    for key, found in written.items():
        for quiz in found:
            rules = AttemptRules.of(quiz, given.get(quiz.graded_item_id, Accommodations()))
            open_until = still_open.get(quiz.graded_item_id)
            if rules.due_at and open_until:
                rules = replace(rules, due_at=max(rules.due_at, open_until))
            if not (verdict := score_verdict(rules, at)):
                hidden[key] = verdict.sentence
    return hidden


def _own_dates(
    person_id: int | None, quizzes: Collection[Quiz], at: datetime
) -> tuple[dict[int, Accommodations], dict[int, datetime]]:
    """By graded item: what the person was given beyond others, and until when their open attempt lasts."""
    if person_id is None or not quizzes:
        return {}, {}
    items = {quiz.graded_item_id: quiz.graded_item for quiz in quizzes}
    courses = {item.course_id for item in items.values()}
    enrolments = list(Enrolment.objects.filter(person=person_id, course__in=courses))
    allowed = accommodations_of_many(enrolments, at)
    given: dict[int, Accommodations] = {}
    for enrolment in enrolments:
        for pk, item in items.items():
            if item.course_id == enrolment.course_id:
                one, other = allowed[enrolment.pk].of(pk), given.get(pk, Accommodations())
                dates = [date for date in (one.due_at, other.due_at) if date]
                given[pk] = Accommodations(due_at=max(dates, default=None))
    attempts = Attempt.objects.filter(enrolment__in=enrolments, placement__graded_item__in=list(items))
    ends = attempts.filter(status=AttemptStatus.IN_PROGRESS, deadline_at__isnull=False)
    still_open: dict[int, datetime] = {}
    for pk, deadline in ends.values_list("placement__graded_item", "deadline_at"):
        if deadline is not None:
            still_open[pk] = max(deadline, still_open.get(pk, deadline))
    return given, still_open


def owned(public_ids: Collection[UUID]) -> Mapping[UUID, Described]:
    """Whose works these are. One query."""
    graded_items = GradedItem.objects.filter(public_id__in=public_ids).select_related("course")
    return {
        graded_item.public_id: Described(graded_item.title, graded_item.course_id, graded_item.course.title)
        for graded_item in graded_items
    }


def unready(kind: AssessmentKind, public_ids: Collection[UUID]) -> Mapping[UUID, Unready]:
    """Those works of a kind that learners could not take now, and why. At most three queries."""
    rows = kind.model.objects.filter(translation_key__in=public_ids).select_related("course")
    if hasattr(kind.model, "items"):
        rows = rows.prefetch_related("items__question")
    found = {}
    for source in rows:
        if source.locale_id != source.course.source_locale_id:
            continue
        url = reverse(source.snippet_viewset.get_url_name("edit"), args=[source.pk])
        empty = kind.without_questions(source)
        if empty and not asks_something(source):
            found[source.public_id] = Unready(empty, url, is_blocking=source.is_required)
        elif not source.live:
            words = _("“%(title)s” isn't published, so learners won't see it.") % {"title": source.title}
            found[source.public_id] = Unready(words, url)
    return found


def asks_something(source: Any) -> bool:
    """Whether there is anything to answer in a quiz or exam, whose items were fetched."""
    return any(item.is_draw or item.question.live for item in source.items.all())


def _course_addresses(course_ids: Collection[int]) -> dict[int, str]:
    if not course_ids:
        return {}
    pages = CoursePage.objects.filter(course__in=course_ids, live=True, alias_of=None)
    return {page.course_id: page.url for page in pages.order_by("-pk") if page.url}


def _address(graded_item: GradedItem, addresses: Mapping[int, str]) -> str:
    url = addresses.get(graded_item.course_id, "")
    lesson = lesson_of(graded_item.course, graded_item.public_id) if url else None
    return f"{url}{lesson}" if lesson is not None else ""


def lesson_of(course: Course, public_id: UUID) -> str | None:
    """The path, below its course, of the first released lesson that places this; None: none does."""
    if course.latest_release_id is None:
        return None
    lessons = outline_of_release(course.latest_release_id).lessons
    return next(
        (
            lesson.path
            for lesson in lessons
            if any(activity.public_id == public_id for activity in lesson.activities)
        ),
        None,
    )
