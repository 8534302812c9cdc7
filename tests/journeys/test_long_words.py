"""No word, title or name makes a page wider than the narrowest phone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from home.models import HomePage
from home.tests.factories import section
from learning.testing.access import enrolled, page_of
from learning.testing.courses import make_course, make_instructor, make_instructor_page

from .academy import open_academy, person
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

#: Long words of five languages, and one that no language divides.
WORDS = {
    "German": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "Finnish": "Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas",
    "Hungarian": "Megszentségteleníthetetlenségeskedéseitekért",
    "Turkish": "Muvaffakiyetsizleştiricileştiriveremeyebileceklerimizdenmişsinizcesine",
    "Greek": "Ηλεκτροεγκεφαλογραφήματα" * 3,
    "none": "W" * 120,
}

TOO_WIDE = """() => [...document.querySelectorAll("main *")]
  .filter((element) => !element.closest(".visually-hidden"))
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.outerHTML.slice(0, 100)).slice(0, 3)"""


def assert_fits(page: Page, address: str) -> None:
    page.goto(address)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, (address, width, page.evaluate(TOO_WIDE))


def test_long_words_fit_the_narrowest_phone(browser_page: OpenPage, site_url: str) -> None:
    open_academy(site_url)
    owner = make_instructor(first_name=WORDS["German"], last_name=WORDS["Finnish"])
    make_instructor_page(owner, title=WORDS["Greek"])
    all_words = " ".join(WORDS.values())[:240]
    made = [
        make_course(
            title=word, short_description=all_words, owner=owner, special_tag=word[:40], modules=1, lessons=1
        )
        for word in WORDS.values()
    ]
    home = HomePage.objects.get()
    words = [section("text", title=word, text=f"<p>{all_words}</p>") for word in WORDS.values()]
    home.sections = [*((child.block_type, child.value) for child in home.sections), *words]
    home.save_revision().publish()
    learner = person("Lena Brandt")
    learner.first_name, learner.last_name = WORDS["Hungarian"], WORDS["none"]
    learner.save()
    for course in made:
        enrolled(course, person=learner)
    page = browser_page(learner, width=320)
    for address in ("/", "/courses/", "/instructors/", "/my-dashboard/", "/my-certifications/"):
        assert_fits(page, address)
    assert_fits(page, reverse("accounts_profile"))
    for course in made:
        assert_fits(page, page_of(course).url)
        assert_fits(page, f"/my-dashboard/course/{page_of(course).slug}/")
