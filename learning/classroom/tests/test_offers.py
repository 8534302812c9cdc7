"""What stands beside a course: its price, that it is theirs already, or what to do about it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.courses.actions import change_status
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import GrantFactory, paid_course
from learning.testing.clients import signed_in, url_of

pytestmark = pytest.mark.django_db

PRICE = "49"


def test_who_has_access_reads_no_price_and_may_start() -> None:
    course = paid_course(title="Paid")
    person = UserFactory()
    stranger, holder = signed_in(UserFactory()), signed_in(person)
    GrantFactory(person=person, course=course)
    for address in (url_of(course), "/courses/"):
        assert f"€{PRICE}" in stranger.get(address).content.decode(), address
        page = holder.get(address).content.decode()
        assert f"€{PRICE}" not in page and "Start" in page, address
    assert "You have access to this course." in holder.get(url_of(course)).content.decode()
    joined = holder.post(f"{url_of(course)}enroll/")
    assert joined.headers["Location"] == f"{url_of(course)}module-1/lesson-1/"


def test_what_is_coming_has_no_price_and_offers_to_notify() -> None:
    course = paid_course(title="Soon")
    change_status(course=course, status=Course.Status.COMING_SOON, actor=None, at=timezone.now())
    client = signed_in(UserFactory())
    for address in (url_of(course), "/courses/"):
        page = client.get(address).content.decode()
        assert f"€{PRICE}" not in page and "Notify me" in page, address


@pytest.mark.parametrize(
    ("required", "done", "percentage", "words"),
    [
        ((True, True, True, True), (0,), 25, "1 of 4 lessons"),
        ((True, True, False, False), (0, 2), 50, "1 of 2 required lessons · 1 of 2 optional"),
        ((True, False), (0,), 100, "1 of 1 required lessons · 0 of 1 optional"),
        ((False, False), (0,), 50, "1 of 2 lessons"),
    ],
)
def test_percentage_and_count_say_the_same(
    required: tuple[bool, ...], done: tuple[int, ...], percentage: int, words: str
) -> None:
    page = courses.make_course_page(owner=courses.make_instructor())
    for is_required in required:
        courses.add_lesson(page, is_required=is_required)
    courses.release(page)
    course = Course.objects.select_related("latest_release").get(pk=page.course_id)
    person = UserFactory()
    client = signed_in(person)
    client.post(f"{url_of(course)}enroll/")
    for index in done:
        client.post(f"{url_of(course)}lesson-{index + 1}/")
    for address in ("/my-dashboard/", url_of(course), f"/my-dashboard/course/{course.latest_release.slug}/"):
        shown = client.get(address).content.decode()
        assert words in shown, address
        assert f'value="{percentage}"' in shown or f"{percentage}%" in shown, address
