"""What a page says is there: without scrolling, without a script, in print and in a picture of all of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Site

from home.models import HomePage, Motion
from home.tests.factories import section

from .academy import open_academy, person, short_course
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

#: The headings, texts and pictures of the page that nobody could see where they stand.
UNSEEN = """() => [...document.querySelectorAll("main :is(h1, h2, h3, p, img, li)")].filter((element) => {
  if (element.closest("details:not([open]), [hidden], dialog, .visually-hidden")) return false;
  if (!element.getClientRects().length) return false; // a layout for this width leaves it out
  if (element.tagName === "IMG" && !(element.complete && element.naturalWidth)) return true;
  return !element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}).map((element) => element.outerHTML.slice(0, 80))"""


def long_home(level: str) -> None:
    home = HomePage.objects.get()
    texts = [section("text", title=f"Part {n}", text="<p>A few words.</p>" * 12) for n in range(8)]
    home.sections = [*((child.block_type, child.value) for child in home.sections), *texts]
    home.save_revision().publish()
    Motion.objects.create(site=Site.objects.get(is_default_site=True), level=level)


def assert_whole(page: Page, addresses: list[str]) -> None:
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(UNSEEN) == [], address


@pytest.mark.parametrize("level", ["none", "subtle", "expressive"])
def test_all_is_there_without_scrolling_and_in_print(
    browser_page: OpenPage, site_url: str, level: str
) -> None:
    open_academy(site_url)
    course = short_course(person("Ines Brandt"))
    long_home(level)
    page = browser_page(width=390)
    addresses = ["/", "/courses/", f"/courses/{course.pages.get().slug}/"]
    assert_whole(page, addresses)
    page.emulate_media(media="print")
    assert_whole(page, addresses)


def test_all_is_there_without_a_script(browser: Browser, site_url: str) -> None:
    open_academy(site_url)
    course = short_course(person("Ines Brandt"))
    long_home("expressive")
    context = browser.new_context(base_url=site_url, java_script_enabled=False)
    page = context.new_page()
    for address in ("/", "/courses/", f"/courses/{course.pages.get().slug}/"):
        page.goto(address)
        for heading in page.locator("main h2:not(.visually-hidden)").all():
            expect(heading).to_be_visible()
    context.close()
