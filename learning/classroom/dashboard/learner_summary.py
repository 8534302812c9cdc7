"""What somebody has to do with the courses on a list: how far they are, and what they keep an eye on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.verdict import NextStep, Verdict
from learning.access import policies as access
from learning.access.selectors import courses_opened_to
from learning.classroom.course.course_context import slug_of
from learning.courses.viewer import Viewer
from learning.progress import selectors as progress
from learning.progress.selectors import Learning, Onward, TakenCourse


@dataclass(frozen=True)
class LearnerSummary:
    """A person among many courses; a stranger has none. `is_signed_in`: their favourites are their account's.

    is_visitor: nobody is signed in, and this is no preview. kept: public ids of a visitor's favourites.
    verdicts: on the courses they take. ways: where they go on in those. Both by course id. opened: ids of the
    courses that a grant opens to them, enrolled or not.
    """

    learning: Learning = field(default_factory=lambda: Learning(()))
    favourites: frozenset[int] = frozenset()
    is_signed_in: bool = False
    is_visitor: bool = False
    kept: frozenset[str] = frozenset()
    verdicts: Mapping[int, Verdict] = field(default_factory=dict)
    opened: frozenset[int] = frozenset()
    ways: Mapping[int, Onward] = field(default_factory=dict)

    @cached_property
    def taken(self) -> Mapping[int, TakenCourse]:
        return self.learning.by_course()

    def percentage_in(self, course_id: int) -> int | None:
        """0 to 100, or None in a course they do not take."""
        taken = self.taken.get(course_id)
        return taken.progress.percentage if taken else None

    def has_completed(self, course_id: int) -> bool:
        taken = self.taken.get(course_id)
        return taken is not None and taken.progress.is_completed

    def has_access(self, course_id: int) -> bool:
        """Whether they may enter a course that they take, or have what it takes to begin another."""
        verdict = self.verdicts.get(course_id)
        return bool(verdict) if verdict is not None else course_id in self.opened

    def step_in(self, taken: TakenCourse, course_url: str) -> NextStep:
        """The one thing to do in a course that they take: never a lesson that is closed to them.

        course_url: the address of the course, with a slash at the end.
        """
        way = self.ways.get(taken.course.pk, Onward())
        numbers = reverse("classroom:course_progress", args=[slug_of(taken.course)])
        if taken.progress.is_completed:
            return NextStep.link(_("View progress"), numbers)
        if not self.has_access(taken.course.pk):
            return NextStep.link(_("View course"), course_url)
        if way.lesson is not None:
            label = _("Continue") if taken.progress.is_started else _("Start")
            return NextStep.link(label, f"{course_url}{way.lesson.path}")
        if way.opens_at is not None:
            date = date_format(localtime(way.opens_at), "SHORT_DATE_FORMAT")
            return NextStep.link(_("Opens %(date)s") % {"date": date}, course_url)
        return NextStep.link(_("View progress"), numbers)


NOBODYS = LearnerSummary()
#: Of a visitor who has no favourites.
ANYBODYS = LearnerSummary(learning=NOBODYS.learning, is_visitor=True)


def learner_summary_of(
    viewer: Viewer,
    kept: frozenset[str] = frozenset(),
    *,
    verdicts: Mapping[int, Verdict] | None = None,
    learning: Learning | None = None,
    favourites: frozenset[int] | None = None,
) -> LearnerSummary:
    """Six queries for somebody signed in and those of the verdicts on what they take, however many courses;
    none for a stranger.

    kept: public ids of the favourites of whoever is not signed in. verdicts: on the courses that matter, by
    id, for who has them already: no query is made for them then; nor for `learning` and `favourites`.
    """
    if viewer.person is None:
        if viewer.is_preview:
            return replace(NOBODYS, kept=kept)
        return replace(ANYBODYS, kept=kept) if kept else ANYBODYS
    if learning is None:
        learning = progress.progress_of_many(viewer.person, viewer.language_code)
    if favourites is None:
        favourites = progress.favourites_of(viewer.person)
    summary = LearnerSummary(learning, favourites, is_signed_in=not viewer.is_preview)
    taken = summary.taken.values()
    if verdicts is None:
        opened = courses_opened_to(viewer)
        verdicts = access.course_verdicts(viewer, [one.course for one in taken]) if taken else {}
    else:
        opened = frozenset(pk for pk, verdict in verdicts.items() if verdict)
    asked = [one for one in taken if one.course.pk in verdicts]
    lessons = access.lesson_verdicts_of_many(
        viewer, [(verdicts[one.course.pk], one.outline, one.enrolment) for one in asked]
    )
    ways = {one.course.pk: progress.onward(one.progress, lessons[one.course.pk]) for one in asked}
    return replace(summary, verdicts=verdicts, opened=opened, ways=ways)
