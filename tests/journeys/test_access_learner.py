"""What learners meet on their way in: lessons that wait, courses that want another first, ends, and links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from accounts.models import User
from learning.access import actions
from learning.access.models import CourseAccess
from learning.courses.models import Category, Course, CoursePage, CoursePrerequisite
from learning.courses.release.outlines import outline_of_release
from learning.testing import courses
from learning.testing.access import make_bundle, make_cohort, make_path, paid_course

from .academy import PASSWORD, open_academy, person
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)

Findings = Callable[[Page], list[str]]


@pytest.fixture
def instructor(site_url: str) -> User:
    open_academy(site_url)
    return person("Ingrid Solheim", "Instructor")


@pytest.fixture
def learner(instructor: User) -> User:
    return person("Mia Chen")


def url_of(course: Course) -> str:
    return str(CoursePage.objects.get(course=course).get_url())


def lesson_url(course: Course, number: int) -> str:
    assert course.latest_release_id is not None
    return f"{url_of(course)}{outline_of_release(course.latest_release_id).lessons[number - 1].path}"


def course(instructor: User, title: str, **fields: Any) -> Course:
    """A course of a single lesson to read."""
    category = Category.objects.get(name="Cooking")
    return courses.make_course(title=title, owner=instructor, lessons=1, category=category, **fields)


def read_the_only_lesson(page: Page) -> None:
    page.get_by_role("button", name="Enrol").click()
    page.get_by_role("button", name="Mark complete").click()
    expect(page.get_by_role("heading", name="Congratulations")).to_be_visible()


def day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def test_a_lesson_that_opens_later_says_when(
    instructor: User, learner: User, browser_page: OpenPage, axe_findings: Findings
) -> None:
    written = courses.make_course_page(title="Bread at home", owner=instructor, drip_anchor="enrolment")
    module = courses.add_module(written)
    courses.add_lesson(module, title="Flour")
    courses.add_lesson(module, title="Sourdough", opens_after_days=7)
    courses.publish(written)
    bread = Course.objects.get(pk=written.course_id)

    page = browser_page(learner)
    page.goto(url_of(bread))
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_role("heading", name="Flour", level=1)).to_be_visible()
    opens = day(timezone.now() + 7 * DAY)
    page.goto(lesson_url(bread, 2))
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", name="Sourdough", level=1)).to_be_visible()
    expect(main).to_contain_text(f"Available on {opens}")
    assert axe_findings(page) == []
    page.goto(f"{url_of(bread)}?tab=modules")
    opens = date_format(timezone.localtime(timezone.now() + 7 * DAY), "SHORT_DATE_FORMAT")
    expect(page.get_by_role("tabpanel", name="Modules")).to_contain_text(f"opens {opens}")


def test_a_course_that_builds_on_another_leads_there_first(
    instructor: User, learner: User, browser_page: OpenPage
) -> None:
    bread = course(instructor, "Bread at home")
    written = courses.make_course_page(title="Sourdough for many", owner=instructor)
    CoursePrerequisite.objects.create(page=written, course=bread)
    courses.add_lesson(written, title="A starter for ten")
    courses.publish(written)

    page = browser_page(learner)
    page.goto(url_of(written.course))
    expect(page.get_by_role("main")).to_contain_text("Complete “Bread at home” first.")
    page.get_by_role("link", name="Go to “Bread at home”").click()
    expect(page.get_by_role("heading", name="Bread at home", level=1)).to_be_visible()
    read_the_only_lesson(page)

    page.goto(url_of(written.course))
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_role("heading", name="A starter for ten", level=1)).to_be_visible()


def test_a_path_is_walked_in_its_order(
    instructor: User, learner: User, browser_page: OpenPage, axe_findings: Findings
) -> None:
    bread, cake = course(instructor, "Bread at home"), course(instructor, "Cake for all")
    make_path((bread, True), (cake, True))

    stranger = browser_page()
    stranger.goto("/paths/")
    stranger.get_by_role("link", name="From here to there").click()
    assert axe_findings(stranger) == []
    stranger.get_by_role("button", name="Sign in to join").click()
    stranger.get_by_label("Email").fill(learner.email)
    stranger.get_by_label("Password").fill(PASSWORD)
    stranger.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(stranger.get_by_role("heading", name="From here to there", level=1)).to_be_visible()
    stranger.get_by_role("button", name="Join this learning path").click()

    steps = stranger.locator(".path-step")
    expect(steps.nth(0)).to_contain_text("Current")
    expect(steps.nth(1)).to_contain_text("Complete “Bread at home” first.")
    assert axe_findings(stranger) == []
    stranger.get_by_role("link", name="Cake for all").click()
    expect(stranger.get_by_role("main")).to_contain_text("Complete “Bread at home” first.")
    stranger.get_by_role("link", name="Go to “Bread at home”").click()
    read_the_only_lesson(stranger)

    stranger.goto("/my-dashboard/")
    stranger.get_by_role("link", name="From here to there").click()
    expect(steps.nth(0)).to_contain_text("Completed")
    expect(steps.nth(1)).to_contain_text("Current")
    expect(stranger.get_by_role("complementary")).to_contain_text("1 of 2 required courses completed")
    stranger.get_by_role("link", name="Go to the next course").click()
    read_the_only_lesson(stranger)
    stranger.goto("/paths/from-here-to-there/")
    expect(stranger.get_by_text("You've completed this learning path")).to_be_visible()
    stranger.get_by_role("button", name="Leave this learning path").click()
    expect(stranger.get_by_role("button", name="Join this learning path")).to_be_visible()


def test_whose_access_has_ended_or_was_withdrawn_is_told_so(
    instructor: User, learner: User, browser_page: OpenPage, axe_findings: Findings
) -> None:
    now = timezone.now()
    ended, withdrawn = course(instructor, "Bread at home"), course(instructor, "Cake for all")
    for number, (opened, days) in enumerate(((ended, 5), (withdrawn, 60))):
        grant = actions.grant_course_access(
            person=learner,
            course=opened,
            type=CourseAccess.Type.MANUAL,
            source_kind="manual",
            source_id=str(number),
            by=None,
            at=now - 10 * DAY,
            ends_at=now - 10 * DAY + timedelta(days=days),
        )
        actions.enrol(person=learner, course=opened, at=now - 9 * DAY)
    actions.revoke_course_access(grant=grant, by=None, at=now, reason="Asked for it back.")

    page = browser_page(learner, width=390)
    over = f"Your access ended on {day(now - 5 * DAY)}."
    for screen in (lesson_url(ended, 1), url_of(ended), "/my-dashboard/"):
        page.goto(screen)
        expect(page.get_by_role("main")).to_contain_text(over)
        assert axe_findings(page) == []
    for screen in (lesson_url(withdrawn, 1), url_of(withdrawn)):
        page.goto(screen)
        expect(page.get_by_role("main")).to_contain_text("Your access to this course has been revoked.")


def test_an_invitation_leads_into_a_cohort_and_the_last_seat_is_the_last(
    instructor: User, learner: User, browser_page: OpenPage, axe_findings: Findings
) -> None:
    now = timezone.now()
    bread = course(instructor, "Bread at home", enrolment_method="invite_only")
    bakers = make_cohort(bread, name="Bakers in May", capacity=1, starts_at=now - DAY, ends_at=now + 30 * DAY)
    link = actions.create_invitation(cohort=bakers, expires_at=now + DAY, at=now, most_uses=5)

    page = browser_page()
    page.goto(url_of(bread))
    expect(page.get_by_role("main")).to_contain_text("by invitation only")
    page.goto(f"/invite/{link.token}/")
    page.get_by_role("link", name="Sign in or sign up to join").click()
    page.get_by_label("Email").fill(learner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Bakers in May", level=1)).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_role("main").get_by_role("button", name="Join").click()
    page.goto("/my-dashboard/")
    group = page.get_by_role("region", name="My cohorts")
    expect(group).to_contain_text("Bakers in May")
    assert axe_findings(page) == []
    group.get_by_role("link", name="Bread at home").click()
    page.get_by_role("link", name="Start the first lesson").click()
    expect(page.get_by_role("button", name="Mark complete")).to_be_visible()

    late = browser_page(person("Noor Bakker"))
    late.goto(f"/invite/{link.token}/")
    expect(late.get_by_role("main")).to_contain_text("This cohort is full")
    late.get_by_role("button", name="Join the waiting list").click()
    expect(late.get_by_role("main").get_by_text("You're on the waiting list.", exact=True)).to_be_visible()


def test_a_bundle_says_what_it_holds_and_whose_it_is(
    instructor: User, learner: User, browser_page: OpenPage, axe_findings: Findings
) -> None:
    bread, cake = paid_course(title="Bread at home"), paid_course(title="Cake for all")
    page = browser_page(learner)
    bundle = make_bundle((bread, ""), (cake, ""), kind="pick", pick_count=1)
    page.goto("/bundles/")
    page.get_by_role("link", name="Both").click()
    expect(page.get_by_role("heading", name="Pick 1 of these courses")).to_be_visible()
    expect(page.get_by_role("complementary")).to_contain_text("Not on sale yet")
    assert axe_findings(page) == []
    actions.grant_bundle_access(
        person=learner, bundle=bundle.bundle, by=None, at=timezone.now(), chosen=[cake.pk]
    )
    page.reload()
    expect(page.get_by_role("heading", name="You own “Both”")).to_be_visible()
    expect(page.get_by_role("complementary")).to_contain_text("You own this bundle.")
    assert axe_findings(page) == []
