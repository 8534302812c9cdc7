"""Before a rule changes: whom it would shut out, how many of them are done, and that they are told first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, REVIEWER
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.impact.evaluation import impact_of_cohort, impact_of_course, impact_of_path
from learning.access.impact.result import Impact
from learning.access.models import Cohort, CourseAccess, Milestone, PathEdition, PathStep
from learning.access.policies import course_verdict
from learning.courses import actions as courses_actions
from learning.courses.models import Course, CoursePage, CoursePrerequisite, LessonPage, Release
from learning.courses.rules import CourseRules
from learning.testing import courses
from learning.testing.access import (
    DAY,
    NOON,
    GrantFactory,
    enrolled,
    fresh,
    join,
    make_cohort,
    make_path,
    page_of,
    paid_course,
    viewer,
)

pytestmark = pytest.mark.django_db


def finish(person: User, course: Course) -> None:
    kind = Milestone.Kind.COURSE_COMPLETED
    actions.record_milestone(person_id=person.pk, course_id=course.pk, kind=kind, at=NOON - DAY)


def counts(impact: Impact) -> tuple[int, int, int, int]:
    return impact.people, len(impact.shut_out), len(impact.finished), len(impact.lessons_close)


def rules_of(course: Course) -> CourseRules:
    return CourseRules.from_json(fresh(course).latest_release.rules)  # type: ignore[union-attr]


@pytest.fixture
def course() -> Course:
    return paid_course()


@pytest.fixture
def people(course: Course) -> list[User]:
    """Five who are in, two of whom have finished; and others who are not in."""
    found = [enrolled(course).person for _number in range(5)]
    for person in found[:2]:
        finish(person, course)
    GrantFactory(course=course, ends_at=NOON)
    GrantFactory(course=course, starts_at=NOON + DAY)
    GrantFactory(course=course, status=CourseAccess.Status.LOCKED)
    GrantFactory(course=course, person=UserFactory(is_active=False))
    return found


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"status": Course.Status.LOCKED}, (5, 5, 2, 0)),
        ({"status": Course.Status.COMING_SOON}, (5, 5, 2, 0)),
        ({"status": Course.Status.ARCHIVED}, (5, 0, 0, 0)),
        ({"status": Course.Status.ACTIVE}, (0, 0, 0, 0)),
        ({"rules": {"prerequisites": True}}, (5, 5, 2, 0)),
        ({"rules": {"visibility": "private"}}, (5, 0, 0, 0)),
        ({"rules": {"visibility": "subscribers_only"}}, (5, 0, 0, 0)),
        ({"rules": {"enrolment_method": "cohort_only"}}, (5, 0, 0, 0)),
        ({"rules": {"duration": "days", "duration_days": 1}}, (5, 0, 0, 0)),
        ({"rules": {"drip_anchor": "enrolment", "drip": 7}}, (5, 0, 0, 3)),
        ({"rules": {"drip_anchor": "enrolment", "drip": 1}}, (5, 0, 0, 0)),
        ({"rules": {"drip_anchor": "date", "drip_from": NOON, "drip": 1}}, (5, 0, 0, 3)),
        ({"rules": {}}, (0, 0, 0, 0)),
    ],
)
def test_what_a_change_does_to_those_who_are_in(course, people, change, expected):
    rules = change.get("rules")
    if rules is not None:
        lesson = LessonPage.objects.filter(lesson__course=course).latest("path").lesson_id
        drip = ((lesson, rules["drip"]),) if "drip" in rules else ()
        before = (courses.make_course().pk,) if "prerequisites" in rules else ()
        rules = replace(rules_of(course), **rules | {"drip": drip, "prerequisites": before})
    impact = impact_of_course(fresh(course), at=NOON, status=change.get("status"), rules=rules)
    assert counts(impact) == expected


def test_what_is_told_is_what_happens(course, people):
    """The verdicts afterwards agree with the prediction, person by person."""
    impact = impact_of_course(fresh(course), at=NOON, status=Course.Status.LOCKED)
    courses_actions.change_status(course=course, status=Course.Status.LOCKED, actor=None, at=NOON)
    for person in people:
        is_shut = person.pk in impact.shut_out and person.pk not in impact.finished
        assert bool(course_verdict(viewer(person), fresh(course))) != is_shut
    assert set(impact.shut_out) == {person.pk for person in people}


def test_who_has_finished_what_comes_before_is_not_shut_out(course, people):
    first = courses.make_course()
    finish(people[4], first)
    rules = replace(rules_of(course), prerequisites=(first.pk,))
    impact = impact_of_course(fresh(course), at=NOON, rules=rules)
    assert people[4].pk not in impact.shut_out and len(impact.shut_out) == 4


def test_teachers_and_reviewers_are_not_shut_out(course):
    for role in (REVIEWER, ADMINISTRATOR):
        enrolled(course, person=UserFactory(roles=[role]))
    teacher = UserFactory(roles=[INSTRUCTOR])
    courses_actions.set_instructors(course=course, accounts=[teacher], actor=None, at=timezone.now())
    enrolled(course, person=teacher)
    assert counts(impact_of_course(fresh(course), at=NOON, status=Course.Status.LOCKED))[:2] == (3, 0)


def test_instructors_without_the_right_to_write_courses_are_shut_out(course):
    """Only those whom `may_see_drafts` lets in stay in: a row as instructor alone does not."""
    teacher, former = UserFactory(roles=[INSTRUCTOR]), UserFactory()
    courses_actions.set_instructors(course=course, accounts=[teacher, former], actor=None, at=timezone.now())
    for person in (teacher, former):
        enrolled(course, person=person)
    impact = impact_of_course(fresh(course), at=NOON, status=Course.Status.LOCKED)
    assert (impact.people, impact.shut_out) == (2, (former.pk,))


def test_inactive_accounts_are_neither_in_nor_authors(course):
    for role in (REVIEWER, ADMINISTRATOR, INSTRUCTOR):
        person = UserFactory(roles=[role], is_active=False)
        courses_actions.set_instructors(course=course, accounts=[person], actor=None, at=timezone.now())
        GrantFactory(course=course, person=person)
    assert counts(impact_of_course(fresh(course), at=NOON, status=Course.Status.LOCKED)) == (0, 0, 0, 0)


def test_who_was_shut_out_already_is_not_counted(course, people):
    courses_actions.change_status(course=course, status=Course.Status.LOCKED, actor=None, at=NOON)
    impact = impact_of_course(fresh(course), at=NOON, status=Course.Status.COMING_SOON)
    assert counts(impact) == (0, 0, 0, 0)


def test_the_sentences():
    assert Impact(9, (1, 2, 3), frozenset({1})).sentences() == (
        "This change affects 3 people who have access now.",
        "1 of them has completed the course and will keep access.",
    )
    assert Impact(9, (1,)).sentences() == (
        "This change affects 1 person who has access now.",
        "None of them has completed the course, so all of them will lose access.",
    )
    assert Impact(9, lessons_close=(1, 2)).sentences() == (
        "2 people will lose access to lessons that are open now.",
    )
    assert not Impact(9) and Impact(9).sentences() == ()


class TestPaths:
    def test_another_order_shuts_out_who_has_not_finished_what_comes_first_now(self):
        first, second = paid_course(), paid_course()
        page = make_path((first, True), (second, True))
        path = page.learning_path
        for done in ((first,), (first, second), ()):
            person = UserFactory()
            actions.grant_path_access(person=person, path=path, by=None, at=NOON - DAY)
            for course in done:
                finish(person, course)
        turned = [[second.pk, True], [first.pk, True]]
        impact = impact_of_path(path, courses=turned, at=NOON)
        assert len(impact.shut_out) == 2 and len(impact.finished) == 1
        assert impact_of_path(path, courses=[[first.pk, True], [second.pk, True]], at=NOON) == Impact()
        assert not impact_of_path(path, courses=[[first.pk, False], [second.pk, False]], at=NOON)

    def test_another_way_in_keeps_them_in(self):
        first, second = paid_course(), paid_course()
        path = make_path((first, True), (second, True)).learning_path
        person = UserFactory()
        actions.grant_path_access(person=person, path=path, by=None, at=NOON - DAY)
        GrantFactory(person=person, course=first)
        assert not impact_of_path(path, courses=[[second.pk, True], [first.pk, True]], at=NOON)


class TestCohorts:
    def test_an_earlier_end_shuts_out_who_has_nothing_else(self, course):
        cohort = make_cohort(course, ends_at=NOON + 30 * DAY)
        people = [join(cohort, at=NOON - DAY).person for _number in range(3)]
        finish(people[0], course)
        GrantFactory(person=people[1], course=course)
        impact = impact_of_cohort(cohort, ends_at=NOON + DAY, at=NOON)
        assert set(impact.shut_out) == {people[0].pk, people[2].pk}
        assert impact.finished == {people[0].pk}
        for later in (None, NOON + 30 * DAY, NOON + 40 * DAY):
            assert not impact_of_cohort(cohort, ends_at=later, at=NOON)
        assert Cohort.objects.get().ends_at == NOON + 30 * DAY


def test_the_number_of_queries_does_not_grow(course):
    first = courses.make_course()
    lesson = LessonPage.objects.filter(lesson__course=course).latest("path").lesson_id
    drip: dict[str, Any] = {"drip_anchor": "cohort", "drip": ((lesson, 30),)}

    def asked() -> list[int]:
        taken = []
        stands = rules_of(course)
        for rules in (replace(stands, prerequisites=(first.pk,)), replace(stands, **drip)):
            fetched = fresh(course)
            impact_of_course(fetched, at=NOON, rules=rules)
            with CaptureQueriesContext(connection) as queries:
                impact_of_course(fetched, at=NOON, rules=rules)
            taken.append(len(queries))
        return taken

    for _number in range(5):
        finish(enrolled(course).person, first)
    enrolled(course)
    few = asked()
    for _number in range(94):
        enrolled(course)
    assert impact_of_course(fresh(course), at=NOON, status="locked").people == 100
    assert asked() == few and max(few) <= 8


def client_of(*roles: str, person: User | None = None) -> Client:
    client = Client()
    client.force_login(person or UserFactory(roles=list(roles)))
    return client


def words(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def three_in(course: Course) -> list[User]:
    """Three who are in now, one of whom has finished."""
    now = timezone.now()
    found = [enrolled(course, at=now - DAY).person for _number in range(3)]
    finish(found[0], course)
    return found


LOCKS = (
    "This change affects 3 people who have access now. 1 of them has completed "
    "the course and will keep access."
)


def teacher_of(course: Course) -> str:
    teacher = UserFactory(roles=[INSTRUCTOR])
    courses_actions.set_instructors(course=course, accounts=[teacher], actor=None, at=timezone.now())
    return teacher.email


class TestTelling:
    def test_a_status_is_told_before_it_holds(self, course, three_in):
        client = client_of(ADMINISTRATOR)
        url = reverse("courses_admin:standing", args=[course.public_id])
        data = {"status": "locked", "instructors": teacher_of(course)}
        page = words(client.post(url, data))
        assert LOCKS in page and "Save anyway" in page
        assert fresh(course).status == Course.Status.ACTIVE
        address = reverse("access_admin:shut_out_of_course", args=[course.public_id, "status-locked"])
        assert address in page
        listed = words(client.get(address))
        assert all(person.email in listed for person in three_in)
        assert listed.count("completed, keeps access") == 1
        client.post(url, data | {"agreed": LOCKS})
        assert fresh(course).status == Course.Status.LOCKED

    def test_agreeing_to_other_numbers_is_not_enough(self, course, three_in):
        client = client_of(ADMINISTRATOR)
        url = reverse("courses_admin:standing", args=[course.public_id])
        enrolled(course, at=timezone.now() - DAY)
        response = client.post(url, {"status": "locked", "instructors": teacher_of(course), "agreed": LOCKS})
        assert response.status_code == 422 and "This change affects 4 people" in words(response)
        assert fresh(course).status == Course.Status.ACTIVE

    def test_a_status_that_shuts_out_nobody_is_saved_at_once(self, course, three_in):
        url = reverse("courses_admin:standing", args=[course.public_id])
        client_of(ADMINISTRATOR).post(url, {"status": "archived", "instructors": teacher_of(course)})
        assert fresh(course).status == Course.Status.ARCHIVED

    def test_drafted_rules_are_told_in_the_editor_and_to_whoever_decides(self, course, three_in):
        teacher = UserFactory(roles=[INSTRUCTOR])
        courses_actions.set_instructors(course=course, accounts=[teacher], actor=None, at=timezone.now())
        page = page_of(course)
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        author = client_of(person=teacher)
        assert "This change affects" not in words(author.get(edit))
        page.prerequisites = [CoursePrerequisite(course=courses.make_course())]
        page.save_revision()
        told = words(author.get(edit))
        assert (
            LOCKS in told and "View affected learners" not in told
        )  # an instructor is told numbers, not names
        admin = client_of(ADMINISTRATOR)
        assert "View affected learners" in words(admin.get(edit))
        assert LOCKS in words(admin.get(reverse("courses_admin:publish", args=[page.pk])))
        candidate = courses_actions.submit_candidate(page=page, actor=teacher)
        address = reverse("courses_admin:candidate", args=[candidate.public_id])
        assert LOCKS in words(client_of(REVIEWER).get(address))
        listed = reverse("access_admin:shut_out_of_course", args=[course.public_id, candidate.public_id])
        assert three_in[1].email in words(admin.get(listed))
        assert author.get(listed).status_code == 403

    def test_publishing_is_held_back_once(self, course, three_in):
        admin = client_of(ADMINISTRATOR)
        page = page_of(course)
        page.prerequisites = [CoursePrerequisite(course=courses.make_course())]
        request = _publishing(admin, page)
        from learning.courses.wagtail_hooks import tell_whom_it_shuts_out

        held = tell_whom_it_shuts_out(request, page)
        assert held is not None and held.status_code == 302
        assert tell_whom_it_shuts_out(request, page) is None
        page.prerequisites = []
        assert tell_whom_it_shuts_out(request, page) is None

    def test_unpublishing_is_held_back_once(self, course, three_in):
        admin, page = client_of(ADMINISTRATOR), page_of(course)
        address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
        response = admin.post(address, follow=True)
        assert LOCKS in words(response) and "Not unpublished yet" in words(response)
        listed = reverse("access_admin:shut_out_of_course", args=[course.public_id, "withdrawn"])
        assert three_in[1].email in words(admin.get(listed))
        page.refresh_from_db()
        assert page.live
        admin.post(address)
        page.refresh_from_db()
        assert not page.live

    def test_a_later_day_for_a_lesson_is_told(self, course, three_in):
        page = page_of(course)
        page.drip_anchor = "enrolment"
        page.save_revision().publish()
        lesson = LessonPage.objects.filter(lesson__course=course).latest("path")
        lesson.opens_after_days = 30
        from learning.courses.editor import publish_warning

        proposal = publish_warning.of_page(lesson)
        assert proposal is not None
        told = publish_warning.publish_warning_for(proposal, UserFactory(roles=[ADMINISTRATOR]))
        assert told is not None
        assert told.sentences == ("2 people will lose access to lessons that are open now.",)

    def test_an_earlier_end_of_a_cohort_is_told(self, course):
        now = timezone.now()
        cohort = make_cohort(course, at=now, starts_at=now - DAY, ends_at=now + 30 * DAY)
        person = join(cohort, at=now).person
        client = client_of(ADMINISTRATOR)
        url = reverse("access_admin:change_cohort", args=[cohort.public_id])
        data = {
            "name": cohort.name,
            "site": cohort.site_id,
            "time_zone": "UTC",
            "starts_at": f"{cohort.starts_at:%Y-%m-%d %H:%M}",
            "ends_at": f"{now + timedelta(days=2):%Y-%m-%d %H:%M}",
            "courses": [course.pk],
        }
        page = words(client.post(url, data))
        assert "This change affects 1 person who has access now." in page
        cohort.refresh_from_db()
        assert cohort.ends_at == now + 30 * DAY
        address = reverse("access_admin:shut_out_of_cohort", args=[cohort.public_id])
        end = (now + timedelta(days=2)).isoformat()
        assert person.email in words(client.get(address, {"end": end}))
        assert client.get(address, {"end": "soon"}).status_code == 404
        agreed = (
            "This change affects 1 person who has access now. None of them has completed "
            "the course, so all of them will lose access."
        )
        client.post(url, data | {"agreed": agreed})
        cohort.refresh_from_db()
        assert cohort.ends_at < now + 3 * DAY

    def test_another_order_of_a_path_is_told(self):
        now = timezone.now()
        first, second = paid_course(), paid_course()
        page = make_path((first, True), (second, True))
        person = UserFactory()
        actions.grant_path_access(person=person, path=page.learning_path, by=None, at=now)
        page.steps = [PathStep(course=second), PathStep(course=first)]
        page.save_revision()
        admin = client_of(ADMINISTRATOR)
        from learning.access.wagtail_hooks import tell_whom_a_path_shuts_out

        assert tell_whom_a_path_shuts_out(_publishing(admin, page), page) is not None
        listed = admin.get(reverse("access_admin:shut_out_of_path", args=[page.pk]))
        assert person.email in words(listed)
        assert PathEdition.objects.count() == 1 and Release.objects.count() == 2


def _publishing(client: Client, page: Any) -> Any:
    """The request in which an editor publishes a page."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.get(url).wsgi_request


def test_a_course_that_was_never_released_shuts_out_nobody():
    page = courses.make_course_page()
    from learning.courses.editor import publish_warning

    assert (
        publish_warning.publish_warning_for(
            publish_warning.of_draft(page), UserFactory(roles=[ADMINISTRATOR])
        )
        is None
    )
    assert isinstance(page, CoursePage)
