"""An author and a reviewer in a browser: comments on a lesson, a copy of a course, a translation of one."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.models import Comment, Locale

from learning.courses import actions
from learning.courses.models import Course, CoursePage, LessonPage
from learning.testing import courses

from .academy import open_academy, person
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reviewer_comments_on_a_lesson_and_asks_for_changes(site_url: str, browser_page: OpenPage) -> None:
    open_academy(site_url)
    author, reviewer = person("Ingrid Solheim", "Instructor"), person("Noor Bakker", "Reviewer")
    course_page = courses.make_course_page(owner=author, title="Knots")
    lesson = courses.add_lesson(course_page, title="Bowlines")
    candidate = actions.submit_course(page=CoursePage.objects.get(pk=course_page.pk), actor=author)

    page = browser_page(reviewer)
    page.goto(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), wait_until="networkidle")
    field = page.get_by_role("region", name="Title*")
    field.hover()
    field.get_by_role("button", name="Add comment").click()
    page.get_by_placeholder("Enter your comments").fill("Say which bowline.")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages").get_by_text("saved.")).to_be_visible()
    assert Comment.objects.get().text == "Say which bowline."

    page.goto(reverse("courses_admin:candidate", args=[candidate.public_id]))
    page.get_by_role("button", name="Request changes").click()
    assert candidate.__class__.objects.get().status == "submitted", "asking for changes wants a comment"
    page.get_by_label("Comment").fill("See the comment in the lesson.")
    page.get_by_role("button", name="Request changes").click()
    expect(page.locator(".messages li").first).to_be_visible()
    assert candidate.__class__.objects.get().status == "rejected"

    page = browser_page(author)
    page.goto(reverse("wagtailadmin_home"))
    expect(page.get_by_role("main")).to_contain_text("See the comment in the lesson.")
    page.goto(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    page.get_by_role("button", name="Toggle comments").click()
    expect(page.get_by_text("Say which bowline.")).to_be_visible()


def test_an_author_copies_a_course_from_its_builder(site_url: str, browser_page: OpenPage) -> None:
    open_academy(site_url)
    author = person("Ingrid Solheim", "Instructor")
    course = courses.make_course(owner=author, title="Knots", modules=1, lessons=2)
    page = browser_page(author)
    page.goto(reverse("courses_admin:builder", args=[course.public_id]))
    page.get_by_role("link", name="Copy course").click()
    page.get_by_role("textbox", name="New title").fill("Knots for sailors")
    page.get_by_role("main").locator("form [type=submit]").click()
    expect(page.locator(".messages li").first).to_be_visible()

    copy = Course.objects.exclude(pk=course.pk).get()
    page.goto(reverse("courses_admin:builder", args=[copy.public_id]))
    expect(page.get_by_role("heading", name="Knots for sailors")).to_be_visible()
    expect(page.locator("[data-row][data-kind=lesson]")).to_have_count(2)
    assert course.releases.count() == 1
    assert copy.latest_release is None


def test_an_author_translates_a_course_as_drafts(site_url: str, browser_page: OpenPage) -> None:
    catalogue = open_academy(site_url)
    french = Locale.objects.create(language_code="fr")
    for ancestor in catalogue.get_ancestors(inclusive=True).exclude(depth=1).specific():
        ancestor.copy_for_translation(french).save_revision().publish()
    author = person("Ingrid Solheim", "Instructor")
    course = courses.make_course(owner=author, title="Knots", lessons=1)
    page = browser_page(author)
    page.goto(reverse("wagtail_localize:submit_page_translation", args=[course.pages.get().pk]))
    page.locator("[name=locales]").check()
    page.locator("[name=include_subtree]").check()
    page.get_by_role("main").locator("form [type=submit]").click()
    expect(page.locator(".messages li").first).to_be_visible()
    translated = CoursePage.objects.get(locale=french)
    assert not translated.live
    assert LessonPage.objects.filter(locale=french, live=False).count() == 1
    page.goto(reverse("wagtailadmin_pages:edit", args=[translated.pk]))
    expect(page.get_by_role("main")).to_contain_text("Knots")
