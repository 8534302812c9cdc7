"""A learner's own numbers and courses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from common.contact import way_on
from common.natural_order import natural_key
from common.verdict import NextStep, NextStepKind, Verdict
from learning.access import policies as access
from learning.access.selectors import courses_with_grant
from learning.classroom.catalogue.cards import (
    CourseBadge,
    CourseCard,
    FavouriteButton,
    cards_of,
    favourite_url,
)
from learning.classroom.catalogue.catalogue_index import (
    CatalogueEntry,
    CatalogueIndex,
    catalogue_index_for,
    enrolled_on,
)
from learning.classroom.catalogue.course_summaries import CourseSummary, SizedImage, course_summaries_of
from learning.classroom.catalogue.results import SortChoice
from learning.classroom.course.course_work import CourseWork, DueWork, due_work_of, last_work, step_to
from learning.classroom.course.resolve import course_addresses
from learning.classroom.dashboard.belongings import Belongings, belongings_of
from learning.classroom.dashboard.learner_summary import LearnerSummary, learner_summary_of
from learning.classroom.dashboard.memberships import MyCohort, MyPath, my_cohorts, my_paths
from learning.classroom.dashboard.other_courses import OtherCourses, other_courses
from learning.classroom.labels import hours_label, progress_label
from learning.classroom.quiz.exam_panel import waits_for_exam
from learning.courses.viewer import Viewer
from learning.progress.selectors import Learning, TakenCourse, progress_of_many

SHOWS = ("all", "unfinished", "completed", "favourites")
SORTS = ("recent", "progress", "title")
DUE_SHOWN = 6
WISHES_SHOWN = 24


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
    resume: ResumePanel | None
    due: tuple[DueWork, ...]
    wishes: list[CourseCard]
    paths: list[MyPath]
    cohorts: list[MyCohort]
    available: list[CourseCard]
    not_available: list[ClosedCourse]


@dataclass(frozen=True, slots=True)
class ResumePanel:
    """Where the learner goes on: the course they were in last, and its open lesson."""

    course_title: str
    lesson_title: str
    step: NextStep
    percentage: int
    words: str
    picture: SizedImage | None


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
    has = belongings_of(viewer.person)
    learner, others = _learner_and_others(request, viewer, has)
    shown = shown if shown in SHOWS else SHOWS[0]
    sort = sort if sort in SORTS else SORTS[0]
    taken = _sorted([one for one in learner.taken.values() if _is_shown(one, shown, learner)], sort)
    rows = list(learner.taken.values())
    addresses = _addresses(request, viewer, [one.course.pk for one in rows])
    faces = course_summaries_of(
        [one.outline.release_id for one in rows if one.outline.release_id], viewer.language_code
    )
    due = _due(viewer, learner, addresses)
    return DashboardScreen(
        stats=_stats(learner, has.certificates),
        cards=_cards(taken, learner, faces, addresses, due),
        shows=_choices("show", shown, _show_labels(), sort=sort),
        sorts=_choices("sort", sort, _sort_labels(), show=shown),
        shown=shown,
        is_new=not learner.taken,
        resume=_resume(learner, faces, addresses),
        due=tuple(due[:DUE_SHOWN]),
        wishes=_wishes(request, viewer, learner) if shown in ("all", "favourites") else [],
        paths=my_paths(request, viewer, has.paths),
        cohorts=my_cohorts(request, viewer) if has.is_in_cohort else [],
        available=_available(request, viewer, others, learner),
        not_available=_not_available(request, others),
    )


def _learner_and_others(
    request: HttpRequest, viewer: Viewer, has: Belongings
) -> tuple[LearnerSummary, OtherCourses]:
    """The learner among their courses, and what else there is for them."""
    shelf, learning, favourites = catalogue_index_for(request), Learning(()), has.favourites
    if viewer.person is not None:
        learning = progress_of_many(viewer.person, viewer.language_code)
    taken = learning.by_course()
    wished = [entry.course_id for entry in _wished(shelf, favourites - taken.keys())]
    others = other_courses(
        viewer,
        shelf,
        taken=[one.course for one in taken.values()],
        granted=courses_with_grant(viewer) if viewer.person is None else has.granted,
        shown_besides=wished,
    )
    learner = learner_summary_of(viewer, verdicts=others.verdicts, learning=learning, favourites=favourites)
    return learner, others


def _addresses(request: HttpRequest, viewer: Viewer, course_ids: Collection[int]) -> dict[int, str]:
    """Where these courses stand: as the catalogue's index has it. One query where one isn't listed."""
    listed = catalogue_index_for(request).by_course
    found = {pk: listed[pk].url for pk in course_ids if pk in listed}
    missing = [pk for pk in course_ids if pk not in found]
    return found | course_addresses(request, missing, viewer.language_code) if missing else found


def _wished(shelf: CatalogueIndex, course_ids: Collection[int]) -> list[CatalogueEntry]:
    return [entry for entry in shelf.entries if entry.course_id in course_ids][:WISHES_SHOWN]


def _available(
    request: HttpRequest, viewer: Viewer, others: OtherCourses, learner: LearnerSummary
) -> list[CourseCard]:
    """The newest courses that the learner could begin."""
    return cards_of(
        others.available,
        language_code=viewer.language_code,
        enrolled=enrolled_on(catalogue_index_for(request)),
        learner=learner,
    )


def _not_available(request: HttpRequest, others: OtherCourses) -> list[ClosedCourse]:
    """Courses that wait for something: a date, another course, the academy. Those taken before come first."""
    shelf = catalogue_index_for(request)
    shown = []
    for course in others.closed:
        verdict, entry = others.verdicts[course.pk], shelf.by_course.get(course.pk)
        title = entry.title if entry else course.title
        url = entry.url if entry else ""
        shown.append(ClosedCourse(title, url, verdict.sentence, _way_on(verdict, url)))
    return shown


def _way_on(verdict: Verdict, course_url: str) -> NextStep | None:
    """What can be done about a refusal, among words: what is bought, is bought on the course page."""
    step = way_on(verdict)
    if step is not None and step.kind == NextStepKind.CHECKOUT:
        return NextStep.link(step.label, course_url)
    return step


def _is_shown(taken: TakenCourse, shown: str, learner: LearnerSummary) -> bool:
    return {
        "all": True,
        "unfinished": not taken.progress.is_completed,
        "completed": taken.progress.is_completed,
        "favourites": taken.course.pk in learner.favourites,
    }[shown]


def _sorted(taken: list[TakenCourse], sort: str) -> list[TakenCourse]:
    if sort == "title":
        return sorted(taken, key=lambda one: natural_key(one.outline.title))
    if sort == "progress":
        return sorted(taken, key=lambda one: -one.progress.percentage)
    latest_first = sorted(
        taken, key=lambda one: one.progress.last_active_at or one.enrolment.enrolled_at, reverse=True
    )
    return sorted(latest_first, key=lambda one: one.progress.is_completed)


def _stats(learner: LearnerSummary, certificates: int) -> tuple[Stat, ...]:
    learning = learner.learning
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
        Stat(_("Certificates"), str(certificates), "award"),
    )


def _due(viewer: Viewer, learner: LearnerSummary, addresses: Mapping[int, str]) -> list[DueWork]:
    """Work of whole courses that is left in what they may enter and have not completed."""
    unfinished = [
        one
        for one in learner.taken.values()
        if not one.progress.is_completed and learner.has_access(one.course.pk)
    ]
    return due_work_of(unfinished, addresses, at=viewer.moment, code=viewer.language_code)


def _resume(
    learner: LearnerSummary, faces: Mapping[int, CourseSummary], addresses: Mapping[int, str]
) -> ResumePanel | None:
    """The course that was visited last among those in which a lesson is open."""
    for one in learner.learning.unfinished:
        pk = one.course.pk
        way = learner.ways.get(pk)
        if way is not None and way.lesson is not None and pk in addresses and pk in faces:
            return ResumePanel(
                course_title=faces[pk].title,
                lesson_title=way.lesson.title,
                step=learner.step_in(one, addresses[pk]),
                percentage=one.progress.percentage,
                words=progress_label(one.progress),
                picture=faces[pk].picture,
            )
    return None


def _wishes(request: HttpRequest, viewer: Viewer, learner: LearnerSummary) -> list[CourseCard]:
    """Their favourites among the courses that they do not take."""
    shelf = catalogue_index_for(request)
    wanted = _wished(shelf, learner.favourites - learner.taken.keys())
    if not wanted:
        return []
    return cards_of(
        wanted,
        language_code=viewer.language_code,
        enrolled=enrolled_on(shelf),
        learner=learner,
    )


def _cards(
    taken: list[TakenCourse],
    learner: LearnerSummary,
    faces: Mapping[int, CourseSummary],
    addresses: Mapping[int, str],
    due: Collection[DueWork],
) -> list[CourseCard]:
    """due: what is left of the work of whole courses."""
    left: dict[int, list[CourseWork]] = defaultdict(list)
    for one in due:
        left[one.course_id].append(one.work)
    return [
        _card(one, faces[one.course.pk], addresses, learner, last_work(left[one.course.pk]))
        for one in taken
        if one.course.pk in faces
    ]


def _card(
    taken: TakenCourse,
    face: CourseSummary,
    addresses: Mapping[int, str],
    learner: LearnerSummary,
    work: CourseWork | None,
) -> CourseCard:
    """work: what keeps the course from being completed once its lessons are.

    Whose access ended where they may enrol again is told so here; what is closed stands in a list of its own.
    """
    progress, url = taken.progress, addresses.get(taken.course.pk, "")
    step = learner.step_in(taken, url) if url else NextStep.none("")
    words, verdict = progress_label(progress), learner.verdicts.get(taken.course.pk)
    if verdict is not None and access.offers_to_enrol(verdict):
        words = verdict.sentence
    if work is not None and url and waits_for_exam(progress):
        step = step_to(work)
    return CourseCard(
        url=step.url or url,
        title=face.title,
        summary=words,
        picture=face.picture,
        instructor_names=face.instructor_names,
        duration_label="",
        lesson_count=None,
        price_label=None,
        enrolled_label="",
        badges=(CourseBadge(_("Completed"), "brand", "circle-check"),) if progress.is_completed else (),
        action_label=step.label,
        action_url=step.url,
        progress=progress.percentage,
        favourite_button=FavouriteButton(
            favourite_url(taken.course.public_id), taken.course.pk in learner.favourites
        ),
    )


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
