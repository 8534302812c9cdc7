"""What a site's settings do in a browser: menus, the announcement, consent, and motion for who wants it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site

from home.models import Analytics, Announcement, Motion, Navigation

from .academy import open_academy
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

Findings = Callable[[Page], list[str]]
PROVIDER = "https://www.googletagmanager.com/gtag/js?id=G-TEST1234"


@pytest.fixture
def site(site_url: str) -> Site:
    open_academy(site_url)
    return Site.objects.get(is_default_site=True)


def place(label: str, address: str) -> dict[str, Any]:
    return {"label": label, "page": None, "address": address, "description": "In a line"}


def with_menu(site: Site) -> None:
    groups = [
        {"title": "By price", "links": [place("Free", "/courses/?price=free"), place("All", "/courses/")]}
    ]
    items = [
        {"type": "menu", "value": {"label": "Learn", "groups": groups}},
        {"type": "link", "value": place("People", "/instructors/")},
    ]
    Navigation.objects.create(site=site, items=json.dumps(items))


def test_a_menu_of_two_levels_works_by_keyboard(
    browser_page: OpenPage, site: Site, axe_findings: Findings
) -> None:
    with_menu(site)
    page = browser_page()
    page.goto("/courses/")
    menu = page.locator(".site-nav details.mega")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Free In a line")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="All In a line")).to_be_focused()
    assert axe_findings(page) == []
    page.keyboard.press("Escape")
    expect(menu.locator("summary")).to_be_focused()
    expect(menu.locator(".mega__panel")).to_be_hidden()


def test_the_same_menu_folds_on_a_telephone(
    browser_page: OpenPage, site: Site, axe_findings: Findings
) -> None:
    with_menu(site)
    page = browser_page(width=320)
    page.goto("/courses/")
    page.locator(".site-menu > summary").click()
    page.locator(".mega--folded > summary").click()
    expect(page.get_by_role("link", name="Free In a line")).to_be_visible()
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_announcement_that_was_closed_stays_closed(browser_page: OpenPage, site: Site) -> None:
    Announcement.objects.create(site=site, text="Doors open on Friday")
    page = browser_page()
    page.goto("/courses/")
    page.get_by_role("button", name="Dismiss announcement").click()
    expect(page.get_by_text("Doors open on Friday")).to_be_hidden()
    page.goto("/account/login/")
    expect(page.get_by_text("Doors open on Friday")).to_be_hidden()


def test_nothing_is_counted_before_a_yes_nor_after_a_no(
    browser_page: OpenPage, site: Site, axe_findings: Findings
) -> None:
    Analytics.objects.create(site=site, provider=Analytics.Provider.GOOGLE, site_key="G-TEST1234")
    page = browser_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url == PROVIDER else None)
    page.goto("/courses/")
    banner = page.get_by_role("region", name="Allow analytics cookies?")
    expect(banner).to_be_visible()
    assert axe_findings(page) == []
    page.goto("/account/login/")
    expect(banner).to_have_count(0)
    page.goto("/courses/")
    assert asked == []
    with page.expect_request(PROVIDER):
        banner.get_by_role("button", name="Allow").click()
    expect(banner).to_be_hidden()
    page.get_by_role("button", name="Cookie settings").click()
    with page.expect_navigation():
        banner.get_by_role("button", name="Decline").click()
    asked.clear()
    page.goto("/courses/")
    page.get_by_role("button", name="Cookie settings").wait_for()
    expect(banner).to_be_hidden()
    assert asked == []


def test_who_asks_for_calm_sees_everything_and_nothing_moves(browser_page: OpenPage, site: Site) -> None:
    Motion.objects.create(site=site, level=Motion.Level.EXPRESSIVE)
    page = browser_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto("/courses/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator(".motion-glow, .motion-particles").count() == 0
    page.emulate_media(reduced_motion="no-preference")
    page.reload()
    expect(page.locator(".motion-glow")).to_have_count(1)
