"""An instructor's courses: state, drafts, learners, what awaits grading and what the reviewer asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from wagtail.models import Page

from learning.access.selectors import enrolled_counts
from learning.assessments.selectors import awaiting_by_course
from learning.courses.models import Candidate, Course, CoursePage
from learning.courses.selectors import prices_of

if TYPE_CHECKING:
    from accounts.models import User
    from common.money import Money


@dataclass(frozen=True, slots=True)
class StateOfCourse:
    """How far a course is on its way to learners. tone: a class name of Wagtail's status label."""

    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class TaughtCourse:
    """One course of an instructor. candidate: the last one, where the reviewer decides or has decided.

    drafts: pages with changes that aren't published. to_grade: as the grading queue counts it. prices: one
    per currency, none for a free course.
    """

    page: CoursePage
    state: StateOfCourse
    candidate: Candidate | None
    drafts: int
    learners: int
    to_grade: int
    prices: tuple[Money, ...] = ()

    @property
    def course(self) -> Course:
        return self.page.course

    @property
    def request(self) -> str:
        """What the reviewer asked for, while it is still to be done."""
        asked = self.candidate is not None and self.candidate.status == Candidate.Status.REJECTED
        return self.candidate.comment if asked and self.candidate else ""


def courses_taught_by(user: User, *, text: str = "") -> QuerySet[CoursePage]:
    """The pages of the courses that somebody teaches, the last edited first. text: part of a title."""
    pages = CoursePage.objects.filter(
        course__course_instructors__account=user, locale=F("course__source_locale"), alias_of=None
    )
    if text:
        pages = pages.filter(Q(draft_title__icontains=text) | Q(title__icontains=text))
    ordered = pages.order_by(F("latest_revision_created_at").desc(nulls_last=True), "pk")
    deferred = ("course__latest_release__content", "course__latest_release__search_text")
    return ordered.select_related("course__latest_release").defer(*deferred)


def course_rows(pages: Sequence[CoursePage]) -> list[TaughtCourse]:
    """What there is to know of each. Six queries, however many courses; none for none."""
    if not pages:
        return []
    course_ids = [page.course_id for page in pages]
    candidates, drafts = _last_candidates(course_ids), _drafts(pages)
    prices = prices_of(course_ids)
    learners, to_grade = enrolled_counts(course_ids), awaiting_by_course(course_ids)
    return [
        TaughtCourse(
            page=page,
            state=_state(page, candidates.get(page.course_id), drafts[page.path]),
            candidate=candidates.get(page.course_id),
            drafts=drafts[page.path],
            learners=learners[page.course_id],
            to_grade=to_grade[page.course_id],
            prices=prices.get(page.course_id, ()),
        )
        for page in pages
    ]


def _last_candidates(course_ids: Collection[int]) -> dict[int, Candidate]:
    last = Candidate.objects.filter(course=OuterRef("course")).order_by("-submitted_at", "-pk").values("pk")
    found = Candidate.objects.filter(course__in=course_ids, pk=Subquery(last[:1]))
    return {candidate.course_id: candidate for candidate in found}


def _drafts(pages: Sequence[CoursePage]) -> dict[str, int]:
    """How many pages of each course have changes that aren't published, by the path of its course page."""
    counts: dict[str, int] = defaultdict(int)
    by_length: dict[int, list[CoursePage]] = defaultdict(list)
    for page in pages:
        by_length[len(page.path)].append(page)
    for length, some in by_length.items():  # one: all course pages stand below a catalogue
        below = reduce(or_, (Q(path__startswith=page.path) for page in some))
        changed = Page.objects.filter(below, has_unpublished_changes=True).annotate(top=Left("path", length))
        rows = changed.order_by().values_list("top").annotate(count=Count("pk"))
        counts.update(dict(rows))
    return counts


def _state(page: CoursePage, candidate: Candidate | None, drafts: int) -> StateOfCourse:
    status = candidate.status if candidate else ""
    release = page.course.latest_release
    if status == Candidate.Status.REJECTED and drafts:
        return StateOfCourse(_("Changes requested"), "critical")
    if status == Candidate.Status.SUBMITTED:
        return StateOfCourse(_("In review"), "primary")
    if status == Candidate.Status.SCHEDULED:
        return StateOfCourse(_("Approved, scheduled"), "primary")
    if release is None:
        return StateOfCourse(_("Draft"))
    if release.is_withdrawn:
        return StateOfCourse(_("Unpublished"))
    words = _("Release %(number)s, with changes") if drafts else _("Release %(number)s")
    return StateOfCourse(words % {"number": release.number}, "" if drafts else "primary")
