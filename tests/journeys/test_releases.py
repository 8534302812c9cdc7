"""A reviewer schedules a release, takes it back, and rolls a course back; a learner reads what is new."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from learning.courses.models import Candidate, Course, LessonPage
from learning.testing import courses
from learning.testing.access import enrolled, fresh, page_of
from learning.testing.clients import url_of

from .academy import open_academy

pytestmark = pytest.mark.django_db(transaction=True)


def rewritten_course() -> Course:
    """Release 2 renamed the first lesson, and the second has a draft."""
    course = courses.make_course(modules=0, lessons=2)
    for title, new in (("Lesson 1", "Renamed"), ("Lesson 2", "Unfinished")):
        draft = LessonPage.objects.get(lesson__course=course, title=title).get_latest_revision_as_object()
        draft.title = new
        draft.save_revision()
        if new == "Renamed":
            courses.publish(page_of(course))
    return fresh(course)


def reviewer():
    return courses.allow(
        courses.AccountFactory(), "courses.review_course", "access.view_courseaccess", "access.view_enrolment"
    )


def test_a_release_is_scheduled_and_cancelled(browser_page, site_url, axe_findings):
    open_academy(site_url)
    course = rewritten_course()
    page = browser_page(reviewer())
    page.goto(site_url + reverse("courses_admin:releases", args=[course.public_id]))
    assert axe_findings(page) == []
    page.get_by_role("link", name="Publish entire course…").click()
    due = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    page.get_by_label("What's new, for learners").fill("A better second lesson.")
    page.get_by_label("Publish on").fill(due)
    page.keyboard.press("Tab")  # leaving the field puts its calendar away
    page.get_by_role("button", name="Publish entire course").click()
    expect(page.get_by_text("Scheduled.")).to_be_visible()
    assert Candidate.objects.get(status="scheduled").note == "A better second lesson."

    page.goto(site_url + reverse("courses_admin:releases", args=[course.public_id]))
    page.get_by_role("link", name="Change or cancel").click()
    page.get_by_role("button", name="Cancel this release").click()
    expect(page.get_by_text("Nothing is published, and the drafts stay drafts.")).to_be_visible()
    assert fresh(course).latest_release.number == 2


def test_a_course_is_rolled_back_and_its_learner_reads_why(browser_page, site_url, axe_findings):
    open_academy(site_url)
    course = rewritten_course()
    enrolment = enrolled(course, at=timezone.now() - timedelta(days=1))
    page = browser_page(reviewer())
    page.goto(site_url + reverse("courses_admin:releases", args=[course.public_id]))
    page.get_by_role("link", name="View changes: release 2").click()
    expect(page.locator("ins").filter(has_text="Renamed")).to_be_visible()
    assert axe_findings(page) == []
    page.go_back()
    page.get_by_role("link", name="Roll back: release 1").click()
    expect(page.get_by_text("1 learner moves to this release right away.")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_label("What's new, for learners").fill("The first lesson is back.")
    page.get_by_role("button", name="Roll back").click()
    expect(page.get_by_text("Release 3 has the content of release 1.")).to_be_visible()

    learner = browser_page(enrolment.person)
    learner.goto(site_url + url_of(course))
    expect(learner.get_by_text("The first lesson is back.")).to_be_visible()
    assert LessonPage.objects.get(lesson__course=course, title="Lesson 2").has_unpublished_changes
