"""A learner's own numbers and courses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from common.contact import way_on
from common.verdict import NextStep
from learning.access.selectors import CoursesByVisibility, get_courses_by_visibility
from learning.certificates.models import Certificate
from learning.certificates.selectors import certificates_of
from learning.classroom.catalogue.cards import (
    CourseBadge,
    CourseCard,
    FavouriteButton,
    cards_of,
    favourite_url,
)
from learning.classroom.catalogue.catalogue_index import catalogue_index_for, enrolled_on
from learning.classroom.catalogue.course_summaries import CourseSummary, course_summaries_of
from learning.classroom.catalogue.results import SortChoice
from learning.classroom.course.resolve import course_addresses
from learning.classroom.dashboard.learner_summary import LearnerSummary, learner_summary_of, url_to_go_on
from learning.classroom.dashboard.memberships import MyCohort, MyPath, my_cohorts, my_paths
from learning.classroom.labels import hours_label
from learning.classroom.quiz.exam_panel import courses_at_their_exam
from learning.courses.viewer import Viewer
from learning.progress.selectors import TakenCourse

SHOWS = ("all", "unfinished", "completed", "favourites")
SORTS = ("recent", "progress", "title")
OTHERS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Stat:
    label: str
    value: str
    icon: str
    of: str = ""


@dataclass(frozen=True)
class DashboardScreen:
    """What templates/classroom/dashboard.html draws."""

    stats: tuple[Stat, ...]
    cards: list[CourseCard]
    shows: tuple[SortChoice, ...]
    sorts: tuple[SortChoice, ...]
    shown: str
    is_new: bool
    paths: list[MyPath]
    cohorts: list[MyCohort]
    available: list[CourseCard]
    not_available: list[ClosedCourse]


@dataclass(frozen=True, slots=True)
class ClosedCourse:
    """A course that is shown to the learner and closed to them: why, and what they can do about it."""

    title: str
    url: str
    reason: str
    next_step: NextStep | None = None


def dashboard_screen(request: HttpRequest, viewer: Viewer, *, shown: str, sort: str) -> DashboardScreen:
    """Everything a learner takes, belongs to, could take and cannot, however many courses there are: at most
    25 queries, and twelve more for whoever is on a path or in a cohort.

    shown: one of SHOWS. sort: one of SORTS. Anything else counts as the first.
    """
    learner = learner_summary_of(viewer)
    shown = shown if shown in SHOWS else SHOWS[0]
    sort = sort if sort in SORTS else SORTS[0]
    taken = _sorted([one for one in learner.taken.values() if _is_shown(one, shown, learner)], sort)
    certificates = list(certificates_of(viewer.person)) if viewer.person else []
    others = get_courses_by_visibility(viewer)
    return DashboardScreen(
        stats=_stats(learner, certificates),
        cards=_cards(request, viewer, taken, learner),
        shows=_choices("show", shown, _show_labels(), sort=sort),
        sorts=_choices("sort", sort, _sort_labels(), show=shown),
        shown=shown,
        is_new=not learner.taken,
        paths=my_paths(request, viewer),
        cohorts=my_cohorts(request, viewer),
        available=_available(request, viewer, others, learner),
        not_available=_not_available(request, others, learner),
    )


def _available(
    request: HttpRequest, viewer: Viewer, others: CoursesByVisibility, learner: LearnerSummary
) -> list[CourseCard]:
    """The newest courses that the learner could begin."""
    shelf = catalogue_index_for(request)
    found = [
        shelf.by_course[course.pk] for course in others.available_to_unlock if course.pk in shelf.by_course
    ]
    fresh = [entry for entry in found if entry.course_id not in learner.taken][:OTHERS_SHOWN]
    return cards_of(fresh, language_code=viewer.language_code, enrolled=enrolled_on(shelf), learner=learner)


def _not_available(
    request: HttpRequest, others: CoursesByVisibility, learner: LearnerSummary
) -> list[ClosedCourse]:
    """Courses that wait for something: a date, another course, the academy. Those taken before come first."""
    shelf = catalogue_index_for(request)
    closed = sorted(others.not_available, key=lambda course: course.pk not in learner.taken)
    shown = []
    for course in closed[:OTHERS_SHOWN]:
        verdict, entry = others.verdicts[course.pk], shelf.by_course.get(course.pk)
        title = entry.title if entry else course.title
        url = entry.url if entry else ""
        shown.append(ClosedCourse(title, url, verdict.sentence, way_on(verdict)))
    return shown


def _is_shown(taken: TakenCourse, shown: str, learner: LearnerSummary) -> bool:
    return {
        "all": True,
        "unfinished": not taken.progress.is_completed,
        "completed": taken.progress.is_completed,
        "favourites": taken.course.pk in learner.favourites,
    }[shown]


def _sorted(taken: list[TakenCourse], sort: str) -> list[TakenCourse]:
    if sort == "title":
        return sorted(taken, key=lambda one: one.outline.title.casefold())
    if sort == "progress":
        return sorted(taken, key=lambda one: -one.progress.percentage)
    return sorted(
        taken, key=lambda one: one.progress.last_active_at or one.enrolment.enrolled_at, reverse=True
    )


def _stats(learner: LearnerSummary, certificates: list[Certificate]) -> tuple[Stat, ...]:
    learning = learner.learning
    valid = sum(not certificate.is_revoked for certificate in certificates)
    return (
        Stat(_("Enrolled"), str(learning.enrolled), "book-open"),
        Stat(_("Completed"), str(learning.completed), "circle-check"),
        Stat(
            _("Lessons"),
            str(learning.lessons_done),
            "list-checks",
            _("of %(total)s") % {"total": learning.lessons_total},
        ),
        Stat(_("Hours of learning"), hours_label(learning.seconds_learned), "clock"),
        Stat(_("Certificates"), str(valid), "award"),
    )


def _cards(
    request: HttpRequest, viewer: Viewer, taken: list[TakenCourse], learner: LearnerSummary
) -> list[CourseCard]:
    release_ids = [one.outline.release_id for one in taken if one.outline.release_id]
    faces = course_summaries_of(release_ids, viewer.language_code)
    addresses = course_addresses(request, [one.course.pk for one in taken], viewer.language_code)
    at_exam = courses_at_their_exam(taken)
    return [
        _card(one, faces[one.course.pk], addresses, learner, is_at_exam=one.course.pk in at_exam)
        for one in taken
        if one.course.pk in faces
    ]


def _card(
    taken: TakenCourse,
    face: CourseSummary,
    addresses: Mapping[int, str],
    learner: LearnerSummary,
    *,
    is_at_exam: bool,
) -> CourseCard:
    """is_at_exam: nothing but the exam is left."""
    progress, url = taken.progress, addresses.get(taken.course.pk, "")
    onward = url_to_go_on(taken, url) if url else ""
    if is_at_exam and url:
        onward = f"{url}exam/"
    return CourseCard(
        url=onward or url,
        title=face.title,
        summary=_("%(done)s of %(total)s lessons")
        % {"done": progress.lessons_done, "total": progress.lessons_total},
        picture=face.picture,
        instructor_names=face.instructor_names,
        duration_label="",
        lesson_count=None,
        price_label=None,
        enrolled_label="",
        badges=(CourseBadge(_("Completed"), "brand", "circle-check"),) if progress.is_completed else (),
        action_label=_("Go to the exam") if is_at_exam else _action_label(taken),
        action_url=onward,
        progress=progress.percentage,
        favourite_button=FavouriteButton(
            favourite_url(taken.course.public_id), taken.course.pk in learner.favourites
        ),
    )


def _action_label(taken: TakenCourse) -> str:
    if taken.progress.is_completed:
        return _("View progress")
    return _("Continue") if taken.progress.is_started else _("Start")


def _show_labels() -> dict[str, str]:
    return {
        "all": _("All"),
        "unfinished": _("In progress"),
        "completed": _("Completed"),
        "favourites": _("Favourites"),
    }


def _sort_labels() -> dict[str, str]:
    return {"recent": _("Recently viewed"), "progress": _("Progress"), "title": _("Title")}


def _choices(name: str, current: str, labels: Mapping[str, str], **others: Any) -> tuple[SortChoice, ...]:
    kept = "".join(f"&{key}={value}" for key, value in others.items())
    return tuple(
        SortChoice(value, label, f"?{name}={value}{kept}", value == current)
        for value, label in labels.items()
    )
