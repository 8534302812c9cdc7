"""A marketer starts a page from a template, schedules it, gets an answer to its form, and takes it along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import MARKETER
from home.models import LandingPage

from .academy import open_academy, person
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

Findings = Callable[[Page], list[str]]


def start_webinar(page: Page, title: str) -> None:
    """From the admin's first page to the editor of a draft."""
    page.goto("/admin/")
    page.get_by_role("link", name="New landing page").click()
    page.get_by_role("textbox", name="Title").fill(title)
    page.get_by_role("radio", name="Webinar").check()
    page.get_by_role("button", name="Create page").click()
    expect(page.get_by_text("Draft created. Replace the sample text, then publish.")).to_be_visible()


def schedule(page: Page, moment: str) -> None:
    """Set the moment at which the page goes live, as Wagtail's editor offers it."""
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    page.get_by_role("textbox", name="Go live date/time").fill(moment)
    page.get_by_role("textbox", name="Expiry date/time").focus()  # and so away from the first calendar
    page.get_by_role("button", name="Save schedule").press("Enter")
    expect(page.get_by_text("Once scheduled")).to_be_visible()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Schedule to publish").click()
    expect(page.get_by_text("is scheduled.")).to_be_visible()


def test_from_a_template_to_an_answer_in_a_file(
    browser_page: OpenPage, site_url: str, axe_findings: Findings
) -> None:
    open_academy(site_url)
    marketer = browser_page(person("Nadia Brandt", MARKETER), width=1440)
    start_webinar(marketer, "Bread in a day")
    marketer.get_by_role("textbox", name="Headline*").fill("Bake your first loaf on Saturday")
    opens = timezone.now() + timedelta(days=1)
    schedule(marketer, opens.strftime("%Y-%m-%d %H:%M"))

    made = LandingPage.objects.get()
    assert not made.live
    visitor = browser_page(width=390)
    assert visitor.goto(f"/{made.slug}/").status == 404
    with time_machine.travel(opens + timedelta(minutes=2)):
        call_command("publish_scheduled")
    assert visitor.goto(f"/{made.slug}/").status == 200
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Bake your first loaf on Saturday")
    assert axe_findings(visitor) == []
    visitor.get_by_role("textbox", name="Your name").fill("Ola Berg")
    visitor.get_by_role("textbox", name="Your email address").fill("ola@example.org")
    visitor.wait_for_timeout(2_100)  # what comes back at once is taken for a machine
    visitor.get_by_role("button", name="Sign me up").click()
    expect(visitor.get_by_text("Your response has been submitted.")).to_be_visible()

    marketer.goto("/admin/forms/")
    marketer.get_by_role("link", name="Bread in a day").first.click()
    expect(marketer.get_by_text("ola@example.org")).to_be_visible()
    with marketer.expect_download() as download:
        marketer.evaluate("location.href = location.pathname + '?export=csv'")
    assert "ola@example.org" in download.value.path().read_text()
