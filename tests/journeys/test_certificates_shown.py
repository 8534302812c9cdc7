"""A learner's certificates in the browser: trophies, what is missing for the next, and the link to share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.tests.factories import UserFactory
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.certificates import make_certificate

from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1440, True)])
def test_a_learner_copies_the_link_of_a_certificate(
    width: int, dark: bool, browser_page: OpenPage, axe_findings: Callable[[Page], list[str]]
) -> None:
    person = UserFactory(first_name="Ananya", last_name="Sharma")
    certificate = make_certificate(person=person, title="Charts that tell the truth")
    enrolled(courses.make_course(title="Slow reading", lessons=3), person=person)
    page = browser_page(person, width=width, dark=dark)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/my-certifications/")
    expect(page.get_by_text("1 of 2 for Silver").first).to_be_attached()
    expect(page.get_by_text("Complete 3 more lessons.")).to_be_visible()
    page.get_by_text("Share").first.click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/certificates/{certificate.code}/")
    assert axe_findings(page) == []
    page.goto(copied)
    expect(page.get_by_role("link", name="Add to LinkedIn profile")).to_be_visible()
    assert axe_findings(page) == []
