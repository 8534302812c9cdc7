"""In a browser: the bell, its page, what one wants to hear of, and the end of emails by one click."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.courses.models import Course
from learning.testing.courses import make_course
from notifications.actions import notify

from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
Findings = Callable[[Page], list[str]]


def told(person: User, course: Course, site_url: str) -> None:
    payload = {"course_title": course.title, "url": f"{site_url}/courses/{course.latest_release.slug}/"}
    notify(
        kind="progress.course_completed",
        account=person,
        fact=f"course:{course.pk}",
        payload=payload,
        at=timezone.now(),
    )


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1440, True)])
def test_a_message_is_read_and_others_are_switched_off(
    width: int, dark: bool, browser_page: OpenPage, axe_findings: Findings, site_url: str
) -> None:
    person, courses = UserFactory(), [make_course(lessons=1, title=title) for title in ("Sailing", "Rowing")]
    for course in courses:
        told(person, course, site_url)
    page = browser_page(person, width=width, dark=dark)
    page.goto("/my-dashboard/")
    bell = page.get_by_role("link", name="Notifications")
    expect(bell.locator("[data-bell-count]")).to_have_text("2")
    bell.click()
    expect(page.get_by_role("heading", name="Notifications")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_role("button", name="You completed “Sailing”").click()
    expect(page.get_by_role("heading", name="Sailing")).to_be_visible()
    expect(bell.locator("[data-bell-count]")).to_have_text("1")
    page.goto("/notifications/")
    page.get_by_role("button", name="Mark all as read").click()
    expect(bell.locator("[data-bell-count]")).to_be_hidden()

    page.get_by_role("link", name="Message settings").click()
    expect(page.get_by_role("heading", name="Messages", exact=True)).to_be_visible()
    page.get_by_label("How often").select_option("weekly")
    page.get_by_label("From").fill("22:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Enter both times, or neither.").first).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_label("Until").fill("07:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Message settings saved.")).to_be_visible()
    expect(page.get_by_label("How often")).to_have_value("weekly")


def test_a_stranger_ends_emails_by_the_link_in_one(
    browser_page: OpenPage, axe_findings: Findings, site_url: str
) -> None:
    person, course = UserFactory(), make_course(lessons=1, title="Sailing")
    told(person, course, site_url)
    address = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    page = browser_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="Unsubscribe from these emails?")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="You're unsubscribed")).to_be_visible()
    assert axe_findings(page) == []
    told(person, make_course(lessons=1, title="Rowing"), site_url)
    assert len(mail.outbox) == 1
