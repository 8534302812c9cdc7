"""Lists of records in the admin: every row and every sign of them can be seen, at each width."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from learning.testing.access import make_cohort
from learning.testing.courses import make_course

from .academy import open_academy, person
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

HIDDEN_BY_ITS_LIST = """() => {
  const list = document.querySelector(".result-list").getBoundingClientRect();
  const rows = [...document.querySelectorAll(".result-list tbody tr")];
  return rows.filter((row) => row.getBoundingClientRect().bottom > list.bottom + 1).length;
}"""
BROKEN_IMAGES = """() => [...document.querySelectorAll("main img")]
  .filter((image) => image.complete && !image.naturalWidth).map((image) => image.src)"""


@pytest.fixture
def administrator(site_url: str) -> User:
    open_academy(site_url)
    for _number in range(3):
        make_cohort(make_course(), at=timezone.now())
    return person("Ada Berg", "Administrator")


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_the_last_row_and_the_signs_of_a_list_are_seen(
    administrator: User, browser_page: OpenPage, width: int
) -> None:
    page: Page = browser_page(administrator)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/admin/academy/cohorts/")
    assert page.locator(".result-list tbody tr").count() == 3
    assert page.evaluate(HIDDEN_BY_ITS_LIST) == 0
    assert page.evaluate(BROKEN_IMAGES) == []
