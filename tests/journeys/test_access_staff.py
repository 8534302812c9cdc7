"""Staff and one learner's access: give a bundle, move an end, take back, ask why, look through other eyes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from learning.access.models import AccessEvent, BundlePurchase, CourseAccess, Enrolment
from learning.courses.models import Course, CoursePage
from learning.testing.access import make_bundle, paid_course

from .academy import open_academy, person
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

NOTE = "Won at the open evening."
BACK = "Handed in for the larger bundle."


@pytest.fixture
def administrator(site_url: str) -> User:
    open_academy(site_url)
    return person("Ada Berg", "Administrator")


@pytest.fixture
def bread(administrator: User) -> Course:
    return paid_course(title="Bread at home", lessons=1)


@pytest.fixture
def cake(bread: Course) -> Course:
    return paid_course(title="Cake for all", lessons=1)


def open_learner(page: Page, who: User) -> None:
    page.goto(f"/admin/academy/learners/{who.public_id}/")
    expect(page.get_by_role("heading", name=who.get_full_name())).to_be_visible()


def row_of(page: Page, course: Course) -> Locator:
    """The grant of a course, in the first table of a learner's screen."""
    return page.get_by_role("table").first.get_by_role("row").filter(has_text=course.title)


def test_a_bundle_is_given_extended_explained_and_taken_back(
    administrator: User, bread: Course, cake: Course, browser_page: OpenPage
) -> None:
    make_bundle((bread, ""), (cake, ""))
    learner = person("Mia Chen")
    there = browser_page(learner)
    course_page = str(CoursePage.objects.get(course=bread).get_url())
    there.goto(course_page)
    expect(there.get_by_role("main")).to_contain_text("Buy this course to get access.")

    admin = browser_page(administrator)
    open_learner(admin, learner)
    admin.get_by_role("link", name="Grant access").click()
    admin.get_by_role("link", name="Bundle").click()
    admin.get_by_label("Bundle").select_option("Both")
    admin.get_by_role("button", name="Next").click()
    expect(admin.get_by_role("main")).to_contain_text("Cake for all")
    admin.get_by_label("Reason").fill(NOTE)
    admin.get_by_role("button", name="Grant access").click()
    expect(admin.get_by_text("Mia Chen now has the bundle “Both”.")).to_be_visible()
    expect(row_of(admin, bread)).to_be_visible()
    expect(row_of(admin, cake)).to_be_visible()

    there.reload()
    there.get_by_role("button", name="Start the course").click()
    expect(there.get_by_role("button", name="Mark complete")).to_be_visible()

    row_of(admin, bread).get_by_role("link", name="Change end date").click()
    admin.get_by_label("End date", exact=True).fill("2031-05-04 12:00")
    admin.wait_for_timeout(300)  # a calendar that has only just opened does not hear the click that closes it
    admin.get_by_text("Access will end on the date you choose.").click()
    admin.get_by_label("Reason").fill("Was ill for a month.")
    admin.get_by_role("button", name="Change end date").click()
    expect(admin.get_by_text("End date for “Bread at home” changed.")).to_be_visible()
    expect(row_of(admin, bread)).to_contain_text("2031")

    why(admin, learner, bread)
    expect(admin.get_by_role("heading", name="They have access")).to_be_visible()

    admin.goto(f"/admin/academy/learners/{learner.public_id}/")
    admin.get_by_role("link", name="Revoke bundle").click()
    admin.get_by_label("Reason").fill(BACK)
    admin.get_by_role("button", name="Revoke").click()
    expect(admin.get_by_role("table").nth(1)).to_contain_text(BACK)
    there.reload()
    expect(there.get_by_role("main")).to_contain_text("Your access ended on ")
    why(admin, learner, bread)
    expect(admin.get_by_role("heading", name="They don't have access")).to_be_visible()
    expect(admin.get_by_role("main")).to_contain_text("Their access ended together with its source.")

    purchase = BundlePurchase.objects.get()
    assert (purchase.notes, purchase.revoked_reason) == (NOTE, BACK)
    kinds = AccessEvent.objects.filter(grant__course=bread).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["granted", "extended", "ended"]


def why(admin: Page, learner: User, course: Course) -> None:
    open_learner(admin, learner)
    admin.get_by_role("link", name="Check access").click()
    admin.get_by_label("Course").select_option(course.title)
    admin.get_by_role("button", name="Check access").click()


def test_an_invented_learner_sees_what_one_would_and_leaves_no_trace(
    administrator: User, bread: Course, cake: Course, browser_page: OpenPage
) -> None:
    admin = browser_page(administrator)
    admin.goto("/admin/academy/preview/")
    admin.get_by_label("Course to open").select_option("Bread at home")
    admin.locator("#id_granted").get_by_label("Bread at home").check()
    admin.get_by_role("button", name="Start preview").click()

    bar = admin.get_by_role("region", name="Preview")
    expect(bar).to_contain_text("You're viewing this as a test learner.")
    admin.goto(str(CoursePage.objects.get(course=cake).get_url()))
    expect(bar).to_be_visible()
    expect(admin.get_by_role("main")).to_contain_text("Buy this course to get access.")
    admin.goto(str(CoursePage.objects.get(course=bread).get_url()))
    admin.get_by_role("main").get_by_role("link", name="Start the first lesson").click()
    expect(bar).to_be_visible()
    expect(admin.get_by_role("heading", name="Lesson 1", level=1)).to_be_visible()
    bar.get_by_role("button", name="End preview").click()
    admin.wait_for_url("**/admin/academy/preview/**")
    assert not Enrolment.objects.exists() and not CourseAccess.objects.exists()
