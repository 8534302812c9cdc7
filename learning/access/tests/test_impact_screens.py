"""Before a rule changes: its screen says whom it would shut out, and waits until somebody agrees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, REVIEWER
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import PathEdition, PathStep
from learning.courses import actions as courses_actions
from learning.courses.models import Course, CoursePage, CoursePrerequisite, LessonPage, Release
from learning.testing import courses
from learning.testing.access import (
    DAY,
    enrolled,
    finish,
    fresh,
    join,
    make_cohort,
    make_path,
    page_of,
    paid_course,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return paid_course()


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
