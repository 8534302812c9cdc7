"""What verdicts, and the screens that ask for them, cost: the same for one grant and fifty, ten lessons and
three hundred, five courses and a hundred, whoever asks, and at past moments, too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from learning.access import policies
from learning.access.models import CohortMember, CourseAccess, Enrolment, LearningPath, PathEdition
from learning.courses.models import Course, CoursePrerequisite, Release
from learning.courses.release import outlines
from learning.courses.rules import CourseRules
from learning.courses.viewer import Viewer
from learning.testing import courses
from learning.testing.access import DAY, NOON, GrantFactory, make_cohort, page_of, paid_course, viewer
from learning.testing.clients import queries, signed_in, url_of
from learning.testing.large_courses import grow, many_courses
from library.tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db

AT_MOST, MORE_FOR_LESSONS = 8, 4
LOOKING_BACK = "learner, looking back"


@pytest.fixture(autouse=True)
def addresses_of_the_sites_are_known() -> None:
    """Wagtail keeps them in the cache for an hour; whoever asks first pays two queries for everybody."""
    Site.get_site_root_paths()


def cost(ask: Callable[..., Any], *arguments: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask(*arguments)
    return len(asked)


def anew(person: User | None) -> User | None:
    """The person without anything that was found out about them before."""
    return person and User.objects.get(pk=person.pk)


def askers(person: User) -> dict[str, Callable[[], Viewer]]:
    """Everybody who may ask; each time as if for the first time."""
    teacher, boss = courses.make_instructor(), UserFactory(roles=[ADMINISTRATOR])
    return {
        "stranger": lambda: viewer(None),
        "learner": lambda: viewer(anew(person)),
        LOOKING_BACK: lambda: viewer(anew(person), at=NOON + DAY).back_at(NOON + DAY / 2),
        "somebody else": lambda: viewer(UserFactory()),
        "instructor": lambda: viewer(anew(teacher)),
        "administrator": lambda: viewer(anew(boss)),
    }


def at_most(name: str) -> int:
    """Looking back asks, too, whether what is to be finished before could be begun then."""
    return AT_MOST + (name == LOOKING_BACK)


def with_path_to(*taken: Course, after: Course) -> LearningPath:
    """A path whose last steps are these courses, after one that nobody has finished."""
    path = LearningPath.objects.create(title="Way")
    steps = [[after.pk, True], *[[course.pk, True] for course in taken]]
    PathEdition.objects.create(path=path, at=NOON - 9 * DAY, title="Way", courses=steps)
    return path


def give_on(path: LearningPath, person: User, *taken: Course) -> None:
    for course in taken:
        GrantFactory(course=course, person=person, source_kind="path", source_id=str(path.pk))


def test_five_courses_cost_as_much_as_a_hundred() -> None:
    """All of them wait for another course; some were given by hand, some on a path, some not at all."""
    sample, before = paid_course(lessons=1), courses.make_course(lessons=1)
    CoursePrerequisite.objects.create(page=page_of(sample), course=before)
    page_of(sample).save_revision().publish()
    many_courses(100)
    made = list(Course.objects.exclude(pk__in=[before.pk, sample.pk]).order_by("-pk")[:100])
    person, path = UserFactory(), with_path_to(*made, after=before)
    give_on(path, person, *made[::3])
    for course in made[1::3]:
        GrantFactory(course=course, person=person, ends_at=NOON + DAY / 4)
    for name, asker in askers(person).items():
        costs = []
        for some in (made[:5], made):
            bare = list(Course.objects.filter(pk__in=[course.pk for course in some]))
            costs.append(cost(policies.course_verdicts, asker(), bare))
        assert costs[0] == costs[1] <= at_most(name), name
    found = policies.course_verdicts(viewer(person), made).values()
    assert {verdict.code for verdict in found} == {"prerequisite"}


def test_one_grant_costs_as_much_as_fifty() -> None:
    course, before = paid_course(lessons=1), courses.make_course(lessons=1)
    costs: dict[str, list[int]] = {}
    for number in (1, 50):
        person = UserFactory()
        for _each in range(number):
            give_on(with_path_to(course, after=before), person, course)
        for name, asker in askers(person).items():
            costs.setdefault(name, []).append(cost(policies.course_verdict, asker(), course))
        assert policies.course_verdict(viewer(person), course).code == "path_order"
    for name, (one, fifty) in costs.items():
        assert one == fifty <= at_most(name), name


def test_ten_lessons_cost_as_much_as_three_hundred() -> None:
    """Each opens some days after the start of a cohort that the learner is in."""
    course, person = paid_course(lessons=1), UserFactory()
    enrolment = Enrolment.objects.create(person=person, course=course, enrolled_at=NOON - DAY)
    GrantFactory(person=person, course=course, granted_at=NOON - DAY, starts_at=NOON - DAY)
    cohort = make_cohort(course)
    CohortMember.objects.create(cohort=cohort, person=person, joined_at=NOON - DAY)
    costs: dict[str, list[tuple[int, int]]] = {}
    for lessons in (10, 300):
        release = grow(course, lessons=lessons)
        ids = release.lessons.values_list("lesson_id", flat=True)
        rules = CourseRules(
            drip_anchor="cohort", drip=tuple((pk, 1 + number) for number, pk in enumerate(ids))
        )
        Release.objects.filter(pk=release.pk).update(rules=rules.to_json())
        outlines.forget()
        course = Course.objects.select_related("latest_release").get(pk=course.pk)
        outline = outlines.outline_of_release(release.pk)
        assert len(outline.lessons) == lessons and outline.rules.has_drip
        for name, asker in askers(person).items():
            own = enrolment if name.startswith("learner") else None
            alone = cost(policies.course_verdict, asker(), course)
            whole = cost(policies.lesson_verdicts, asker(), course, outline, own)
            costs.setdefault(name, []).append((alone, whole - alone))
        verdicts = policies.lesson_verdicts(viewer(person), course, outline)
        codes = {verdict.code for verdict in verdicts.values()}
        assert codes == {"drip", "open"}
    for name, (few, many) in costs.items():
        assert few == many, name
        assert few[0] <= AT_MOST and few[1] <= MORE_FOR_LESSONS, name


def test_screens_cost_a_learner_with_fifty_grants_no_more() -> None:
    course, now = paid_course(lessons=1), timezone.now()
    document = DocumentFactory(collection=course.collection)
    person, boss = UserFactory(), signed_in(UserFactory(roles=[ADMINISTRATOR]))
    client = signed_in(person)
    Enrolment.objects.create(person=person, course=course, enrolled_at=now)
    screens = {
        "course": (client, url_of(course)),
        "lesson": (client, f"{url_of(course)}module-1/lesson-1/"),
        "catalogue": (client, "/courses/"),
        "dashboard": (client, "/my-dashboard/"),
        "progress": (client, f"/my-dashboard/course/{course.latest_release.slug}/"),
        "file": (client, document.url),
        "the staff's screen of the learner": (boss, f"/admin/academy/learners/{person.public_id}/"),
    }
    costs: dict[str, list[int]] = {}
    for number in (2, 50):
        while CourseAccess.objects.count() < number:
            GrantFactory(person=person, course=course, starts_at=now - timedelta(hours=1))
        for name, (who, address) in screens.items():
            costs.setdefault(name, []).append(queries(who, address))
    assert {name: (few, many) for name, (few, many) in costs.items() if few != many} == {}
