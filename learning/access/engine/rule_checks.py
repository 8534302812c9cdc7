"""Rules that can't work: found before a learner finds them. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.access.models import Cohort, CohortInvitation, LearningPathPage, PathEdition
from learning.courses.models import Course, CoursePage
from learning.courses.rules import CourseRules, DripAnchor, Duration, EnrolmentMethod, Visibility
from learning.courses.selectors import prerequisite_chain

from .reachable import is_out_of_reach
from .sources import CourseState, PresentSource, last_editions


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """One rule that can't work. `code` is stable; `url` leads to where it is mended.

    course_id: whose rule it is; None for that of a learning path.
    """

    code: str
    course_id: int | None
    subject: str
    sentence: str
    url: str


@dataclass(frozen=True)
class RuleCheckData:
    """Everything that the rules look at, fetched once. states: by course id; pages: ids of course pages.

    lesson_counts: of the latest release, by course id.
    """

    moment: datetime
    courses: dict[int, Course]
    states: dict[int, CourseState]
    pages: dict[int, int]
    cohorts: dict[int, list[Cohort]]
    invited_into: frozenset[int]
    paths: tuple[tuple[LearningPathPage, PathEdition], ...]
    lesson_counts: dict[int, int] = field(default_factory=dict)
    before: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def standing(self) -> list[int]:
        """Ids of the courses that are on the site."""
        return [pk for pk, state in self.states.items() if state.is_released and not state.is_withdrawn]

    def title(self, course_id: int) -> str:
        course = self.courses.get(course_id)
        return course.title if course else "?"

    def rules(self, course_id: int) -> CourseRules:
        return self.states[course_id].rules

    def open_cohorts(self, course_id: int) -> list[Cohort]:
        return [cohort for cohort in self.cohorts[course_id] if cohort.takes_members_at(self.moment)]

    def found(self, code: str, course_id: int, sentence: str, url: str = "") -> RuleFinding:
        page = self.pages.get(course_id)
        own = f"{reverse('wagtailadmin_pages:edit', args=[page])}#tab-access" if page else ""
        return RuleFinding(code, course_id, self.title(course_id), sentence, url or own)


Look = Callable[["RuleCheckData"], Iterable[RuleFinding]]
_registered: list[Look] = []


def register(look: Look) -> None:
    """Have an upper app look, too, in a number of queries that does not depend on how much there is."""
    if look not in _registered:
        _registered.append(look)


def rules_that_cannot_work(*, at: datetime) -> list[RuleFinding]:
    """Everything found, by title. The number of queries does not depend on how much there is."""
    academy = _academy(at)
    found: list[RuleFinding] = []
    for course_id in academy.standing:
        for rule in _RULES:
            found += rule(academy, course_id)
    found += _paths(academy)
    for look in _registered:
        found += look(academy)
    return sorted(found, key=lambda one: (one.subject, one.code))


def _academy(at: datetime) -> RuleCheckData:
    courses = Course.objects.select_related("latest_release")
    courses = courses.defer("latest_release__content", "latest_release__search_text")
    all_courses = {course.pk: course for course in courses}
    states = PresentSource(None, at).courses(list(all_courses.values()))
    pages = CoursePage.objects.filter(alias_of=None).order_by("-pk").values_list("course_id", "pk")
    cohorts: dict[int, list[Cohort]] = defaultdict(list)
    for cohort in Cohort.objects.prefetch_related("courses"):
        for course in cohort.courses.all():
            cohorts[course.pk].append(cohort)
    works = [one for one in CohortInvitation.objects.filter(expires_at__gt=at) if one.works_at(at)]
    path_pages = list(LearningPathPage.objects.live().order_by("-pk"))
    first_of = {page.learning_path_id: page for page in path_pages}
    editions = last_editions(set(first_of), at)
    return RuleCheckData(
        moment=at,
        courses=all_courses,
        states=states,
        pages=dict(pages),
        cohorts=cohorts,
        invited_into=frozenset(one.cohort_id for one in works),
        paths=tuple((first_of[pk], edition) for pk, edition in editions.items()),
        lesson_counts={
            pk: course.latest_release.lesson_count
            for pk, course in all_courses.items()
            if course.latest_release
        },
        before={pk: state.rules.prerequisites for pk, state in states.items()},
    )


def why_closed(academy: RuleCheckData, course_id: int) -> str:
    """Why nobody can begin a course, in a sentence; empty where people can."""
    state = academy.states.get(course_id)
    if state is None or not state.is_released and state.status != Course.Status.COMING_SOON:
        return _("It was never published.")
    if state.is_withdrawn:
        return _("It's no longer available.")
    if state.status == Course.Status.ARCHIVED:
        return _("It's archived and closed to new learners.")
    if state.status == Course.Status.COMING_SOON:
        return _("It's coming soon.")
    if state.status == Course.Status.LOCKED:
        return _("It's locked.")
    if state.rules.visibility == Visibility.PRIVATE:
        return _("It's private and only visible to people added by staff.")
    return ""


def _takes_people(academy: RuleCheckData, course_id: int) -> bool:
    return academy.states[course_id].status != Course.Status.ARCHIVED


def _prerequisites(academy: RuleCheckData, course_id: int) -> Iterator[RuleFinding]:
    for required in academy.before[course_id]:
        why = why_closed(academy, required)
        if why:
            words = _("Learners can't complete the prerequisite “%(required)s”. %(why)s")
            if is_out_of_reach(academy.states[required]):
                words = _("The prerequisite “%(required)s” is no longer asked of anyone. %(why)s")
            sentence = words % {"required": academy.title(required), "why": why}
            yield academy.found("prerequisite_out_of_reach", course_id, sentence)


def _circles(academy: RuleCheckData, course_id: int) -> Iterator[RuleFinding]:
    circle = prerequisite_chain(course_id, course_id, academy.before)
    if circle:
        titles = " → ".join(academy.title(one) for one in reversed(circle))
        words = _("No one can start, because these courses are prerequisites of each other: %(circle)s.")
        yield academy.found("prerequisite_circle", course_id, words % {"circle": titles})


def _drip(academy: RuleCheckData, course_id: int) -> Iterator[RuleFinding]:
    rules = academy.rules(course_id)
    if not rules.has_drip:
        return
    days = max(days for _lesson, days in rules.drip)
    if rules.duration == Duration.DAYS and rules.duration_days and days >= rules.duration_days:
        if rules.drip_anchor != DripAnchor.DATE:
            words = _("A lesson opens after %(days)d days, but access ends after %(access)d.")
            sentence = words % {"days": days, "access": rules.duration_days}
            yield academy.found("drip_longer_than_access", course_id, sentence)
    elif rules.duration == Duration.UNTIL and rules.until:
        opens_at = _last_opening(rules, days, academy.moment)
        if opens_at is not None and opens_at >= rules.until:
            words = _("A lesson opens on %(opens)s, but access ends on %(ends)s.")
            sentence = words % {"opens": _day(opens_at), "ends": _day(rules.until)}
            yield academy.found("drip_longer_than_access", course_id, sentence)
    if rules.drip_anchor == DripAnchor.COHORT:
        yield from _drip_by_cohort(academy, course_id, days)


def _last_opening(rules: CourseRules, days: int, moment: datetime) -> datetime | None:
    """When the last lesson opens, for whoever begins now."""
    if rules.drip_anchor == DripAnchor.DATE:
        return rules.drip_from + timedelta(days=days) if rules.drip_from else None
    return moment + timedelta(days=days) if rules.drip_anchor == DripAnchor.ENROLMENT else None


def _drip_by_cohort(academy: RuleCheckData, course_id: int, days: int) -> Iterator[RuleFinding]:
    if not academy.cohorts[course_id]:
        words = _("Lessons open relative to the cohort start, but this course isn't in any cohort.")
        yield academy.found("drip_without_cohort", course_id, words)
    elif not academy.open_cohorts(course_id):
        words = _("Lessons open relative to the cohort start, but every cohort with this course has ended.")
        yield academy.found("drip_by_cohort_that_is_over", course_id, words)
    for cohort in academy.open_cohorts(course_id):
        if cohort.ends_at and cohort.starts_at + timedelta(days=days) >= cohort.ends_at:
            words = ngettext(
                "A lesson opens %(days)d day after “%(cohort)s” starts, but the cohort ends before that.",
                "A lesson opens %(days)d days after “%(cohort)s” starts, but the cohort ends before that.",
                days,
            )
            sentence = words % {"days": days, "cohort": cohort.name}
            url = reverse("access_admin:cohort", args=[cohort.public_id])
            yield academy.found("drip_longer_than_cohort", course_id, sentence, url)


def _until(academy: RuleCheckData, course_id: int) -> Iterator[RuleFinding]:
    rules = academy.rules(course_id)
    is_past = rules.duration == Duration.UNTIL and rules.until and rules.until <= academy.moment
    if is_past and rules.until and _takes_people(academy, course_id):
        words = _("Access ended on %(date)s, so no one can enrol.")
        yield academy.found("end_has_passed", course_id, words % {"date": _day(rules.until)})


def _ways_in(academy: RuleCheckData, course_id: int) -> Iterator[RuleFinding]:
    if not _takes_people(academy, course_id):
        return
    method = academy.rules(course_id).enrolment_method
    cohorts, open_ones = academy.cohorts[course_id], academy.open_cohorts(course_id)
    if method == EnrolmentMethod.COHORT_ONLY and not cohorts:
        words = _("The course is only available as part of a cohort, but it isn't in any cohort.")
        yield academy.found("cohort_only_without_cohort", course_id, words)
    elif method == EnrolmentMethod.COHORT_ONLY and not open_ones:
        words = _(
            "The course is only available as part of a cohort, but every cohort with it has "
            "ended or is inactive."
        )
        url = reverse("access_admin:cohort", args=[cohorts[0].public_id])
        yield academy.found("cohort_only_and_over", course_id, words, url)
    if method == EnrolmentMethod.INVITE_ONLY and not any(
        cohort.pk in academy.invited_into for cohort in open_ones
    ):
        words = _("The course is by invitation only, but it has no active invitation link.")
        url = reverse("access_admin:cohort", args=[open_ones[0].public_id]) if open_ones else ""
        yield academy.found("invite_only_without_invitation", course_id, words, url)


def _no_lessons(academy: RuleCheckData, course_id: int) -> Iterator[RuleFinding]:
    if academy.lesson_counts.get(course_id) == 0 and academy.states[course_id].status == Course.Status.ACTIVE:
        page = academy.pages.get(course_id)
        url = reverse("wagtailadmin_explore", args=[page]) if page else ""
        words = _("The course has no published lessons, so there's nothing to learn or complete.")
        yield academy.found("course_without_lessons", course_id, words, url)


def _paths(academy: RuleCheckData) -> Iterator[RuleFinding]:
    for page, edition in academy.paths:
        for course_id, is_required in edition.courses:
            why = why_closed(academy, course_id) if is_required else ""
            if why:
                words = _("Learners can't complete the required course “%(course)s”. %(why)s")
                yield RuleFinding(
                    "path_needs_closed_course",
                    None,
                    edition.title,
                    words % {"course": academy.title(course_id), "why": why},
                    reverse("wagtailadmin_pages:edit", args=[page.pk]),
                )


_RULES: tuple[Callable[[RuleCheckData, int], Iterator[RuleFinding]], ...] = (
    _prerequisites,
    _circles,
    _drip,
    _until,
    _ways_in,
    _no_lessons,
)


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")
