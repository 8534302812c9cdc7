"""The course builder: what it shows, to whom, and what typing into it makes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning.courses.actions import releasing_once
from learning.courses.builder.outline import PartState, outline_of
from learning.courses.builder.titles import PastedTitle, read_titles
from learning.courses.models import Course, CoursePage, LessonPage, ModulePage
from learning.testing.clients import queries
from learning.testing.courses import (
    add_lesson,
    add_lessons,
    allow,
    body,
    make_course,
    make_course_page,
    make_instructor,
    publish,
    video_body,
)

pytestmark = pytest.mark.django_db
SCRIPT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture
def author(client):
    author = make_instructor(first_name="Ada", last_name="Author")
    client.force_login(author)
    return author


def page_of(course: Course) -> CoursePage:
    pages = CoursePage.objects.select_related("course__latest_release", "latest_revision")
    return pages.get(course=course)


def builder(course: Course) -> str:
    return f"/admin/academy/courses/{page_of(course).pk}/builder/"


def gesture(client: Any, course: Course, name: str, **fields: Any) -> Any:
    address = reverse("courses_admin:builder_gesture", args=[course.public_id, name])
    return client.post(address, fields, **SCRIPT)


def titles(page: CoursePage) -> list[Any]:
    """The outline as titles: a module as a pair of its title and its lessons'."""
    return [
        (part.title, [lesson.title for lesson in part.lessons]) if part.is_module else part.title
        for part in outline_of(page_of(page.course)).parts
    ]


def test_the_whole_course_stands_on_one_screen_in_its_order(client, author):
    course = make_course(owner=author, modules=2, lessons=2)
    page = page_of(course)
    add_lesson(page, title="Farewell", kind="video", body=video_body(length="12:30"), is_free_preview=True)
    html = client.get(builder(course)).content.decode()
    order = [html.index(f'data-title="{title}"') for title in ("Module 1", "Module 2", "Farewell")]
    assert order == sorted(order)
    (farewell,) = [part for part in outline_of(page_of(course)).lessons if part.title == "Farewell"]
    assert (farewell.kind_label, farewell.minutes, farewell.holds) == ("Video", 13, ("Video",))
    assert farewell.is_free_preview
    assert farewell.state == PartState.DRAFT


def test_each_part_says_where_it_stands_on_its_way_to_learners(client, author):
    course = make_course(owner=author, modules=1, lessons=3)
    first, second, third = LessonPage.objects.filter(lesson__course=course).order_by("path")
    first.title = "Told better"
    first.save_revision()
    second.save_revision()  # which says the same
    third.kind = LessonPage.Kind.VIDEO
    third.save_revision()
    add_lesson(page_of(course), title="New")
    states = [part.state for part in outline_of(page_of(course)).every_part]
    changed, released = PartState.CHANGED, PartState.RELEASED
    assert states == [released, changed, released, changed, PartState.DRAFT]
    page = page_of(course)
    page.get_workflow().start(page, author)
    states = [part.state for part in outline_of(page_of(course)).every_part]
    waiting = PartState.IN_REVIEW
    assert states == [released, waiting, released, waiting, waiting]
    third.title = "Edited since"
    third.save_revision()
    assert outline_of(page_of(course)).lessons[2].state == changed
    publish(page_of(course))
    assert {part.state for part in outline_of(page_of(course)).every_part} == {released}


def test_what_learners_still_have_and_drafts_no_longer_is_named(client, author):
    course = make_course(owner=author, modules=2, lessons=2)
    module = ModulePage.objects.filter(module__course=course).order_by("path")[1]
    lesson, gone = LessonPage.objects.filter(lesson__course=course).order_by("path")[:2]
    LessonPage.objects.filter(pk=lesson.pk).update(slug="moved")
    lesson.refresh_from_db()
    with releasing_once(course.pk):
        lesson.move(module, pos="last-child")
    outline = outline_of(page_of(course))
    assert [part.is_moved for part in outline.lessons] == [False, False, False, True]
    assert outline.is_reordered
    with releasing_once(course.pk):
        gone.delete()
    assert outline_of(page_of(course)).removed == (gone.title,)


def test_three_hundred_lessons_cost_no_more_queries_than_three(client, author):
    course = make_course(owner=author, modules=1, lessons=3)
    page = page_of(course)
    blocks = body(("text", "<p>Read.</p>"), ("checklist", {"title": "Do", "items": []}))
    add_lesson(page, title="A draft", body=blocks).save_revision()
    few = queries(client, builder(course))
    add_lessons(page, [f"More {number}" for number in range(300)])
    assert queries(client, builder(course)) == few


def test_a_title_makes_a_lesson_where_it_was_typed(client, author):
    course = make_course(owner=author, modules=1, lessons=1)
    page = page_of(course)
    module = ModulePage.objects.get(module__course=course)
    assert gesture(client, course, "add", title="Knots", parent=module.pk).status_code == 200
    assert (
        gesture(client, course, "add", title="Part two", part="module", parent=module.pk).status_code == 200
    )
    answer = gesture(
        client, course, "add", title="Between", parent=module.pk, after=module.get_children()[0].pk
    )
    assert titles(page) == [("Module 1", ["Lesson 1", "Between", "Knots"]), ("Part two", [])]
    told = answer.json()
    assert [place[0] for place in told["order"]] == [
        part.page_id for part in outline_of(page_of(course)).every_part
    ]
    assert "Between" in told["rows"][str(told["focus"])]
    lesson = LessonPage.objects.get(title="Between")
    assert (lesson.live, lesson.latest_revision.user) == (False, author)
    assert Course.objects.get(pk=course.pk).latest_release_id == course.latest_release_id


def test_equal_titles_have_addresses_of_their_own(client, author):
    course = make_course(owner=author, modules=0, lessons=1)
    page = page_of(course)
    for title in ("Knots", "Knots", "Quiz"):
        gesture(client, course, "add", title=title, parent=page.pk)
    assert len({child.slug for child in page.get_children()}) == 4


def test_a_list_of_titles_becomes_modules_and_lessons(client, author):
    page = make_course_page(owner=author)
    text = "1. Basics\n   - Ropes\n   - Hitches\n\n2. At sea\n   - Reefing\n"
    answer = gesture(client, page.course, "paste", titles=text, parent=page.pk)
    assert answer.status_code == 200
    assert titles(page) == [("Basics", ["Ropes", "Hitches"]), ("At sea", ["Reefing"])]
    assert (
        gesture(client, page.course, "paste", titles="\n".join("x" * 301), parent=page.pk).status_code == 422
    )
    assert LessonPage.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nTwo", [("One", False), ("Two", False)]),
        ("# Part\nOne\n## Next\n* Two", [("Part", True), ("One", False), ("Next", True), ("Two", False)]),
        ("Part\n\tOne", [("Part", True), ("One", False)]),
        ("1.2 Sub\n3) Three\n(4) Four\n24 hours", [(t, False) for t in ("Sub", "Three", "Four", "24 hours")]),
        ("  \n\r\n", []),
        ("   All\n   indented", [("All", False), ("indented", False)]),
    ],
)
def test_lists_are_read_as_people_write_them(text, expected):
    assert read_titles(text) == [PastedTitle(*each) for each in expected]


def test_a_rename_is_a_draft_and_leaves_the_release_alone(client, author):
    course = make_course(owner=author, modules=1, lessons=1)
    lesson = LessonPage.objects.get(lesson__course=course)
    answer = gesture(client, course, "rename", page=lesson.pk, seen="Lesson 1", value="Bowlines")
    assert answer.status_code == 200
    lesson.refresh_from_db()
    assert (lesson.title, lesson.draft_title, lesson.live) == ("Lesson 1", "Bowlines", True)
    assert Course.objects.get(pk=course.pk).latest_release_id == course.latest_release_id
    assert gesture(client, course, "rename", page=lesson.pk, seen="Bowlines", value=" ").status_code == 422


def test_two_authors_never_overwrite_each_other(client, author):
    course = make_course(owner=author, modules=1, lessons=1)
    lesson = LessonPage.objects.get(lesson__course=course)
    other = allow(make_instructor(first_name="Bo", last_name="Other"), "courses.review_course")
    page = lesson.get_latest_revision_as_object()
    page.title = "Bo's title"
    page.save_revision(user=other, log_action=True)
    answer = gesture(client, course, "rename", page=lesson.pk, seen="Lesson 1", value="Ada's title")
    assert answer.status_code == 409
    assert "Bo Other" in answer.json()["said"] and "Bo's title" in answer.json()["said"]
    lesson.refresh_from_db()
    assert lesson.draft_title == "Bo's title"
    switched = gesture(
        client, course, "switch", page=lesson.pk, flag="is_free_preview", seen="off", value="on"
    )
    assert switched.status_code == 200, "another field was not touched by anybody"


def test_switches_and_days_are_set_in_the_row(client, author):
    course = make_course(owner=author, modules=0, lessons=1)
    lesson = LessonPage.objects.get(lesson__course=course)
    gesture(client, course, "switch", page=lesson.pk, flag="is_required", seen="on", value="off")
    gesture(client, course, "days", page=lesson.pk, seen="", value="7")
    gesture(client, course, "kind", page=lesson.pk, seen="text", value="live")
    (part,) = outline_of(page_of(course)).lessons
    assert (part.is_required, part.opens_after_days, part.kind) == (False, 7, "live")
    assert gesture(client, course, "days", page=lesson.pk, seen="7", value="4000").status_code == 422
    lesson.locked, lesson.locked_by = True, make_instructor()
    lesson.save()
    assert gesture(client, course, "days", page=lesson.pk, seen="7", value="8").status_code == 422


def test_without_a_script_a_form_leads_back_to_the_screen(client, author):
    course = make_course(owner=author, modules=0, lessons=1)
    lesson = LessonPage.objects.get(lesson__course=course)
    address = reverse("courses_admin:builder_gesture", args=[course.public_id, "switch"])
    query = f"?page={lesson.pk}&flag=is_required&seen=on&value=off"
    answer = client.post(address + query)
    assert answer.url == f"{builder(course)}#part-{lesson.pk}"
    html = client.get(
        reverse("courses_admin:builder_part", args=[course.public_id, lesson.pk])
    ).content.decode()
    assert "Opens after (days)" in html
    refused = client.post(address + query.replace("off", "perhaps"), follow=True)
    assert refused.status_code == 200


def test_the_screen_learns_that_somebody_else_was_there(client, author):
    course = make_course(owner=author, modules=1, lessons=1)
    address = reverse("courses_admin:builder_outline", args=[course.public_id])
    version = outline_of(page_of(course)).version
    assert client.get(address, {"since": version}).json()["version"] == version
    lesson = LessonPage.objects.get(lesson__course=course)
    lesson.title = "Renamed elsewhere"
    lesson.save_revision()
    told = client.get(address, {"since": version, "rows": str(lesson.pk)}).json()
    assert "Renamed elsewhere" in told["rows"][str(lesson.pk)]


def test_rows_of_courses_breadcrumbs_of_lessons_and_new_courses_lead_to_the_builder(client, author):
    course = make_course(owner=author, modules=1, lessons=1)
    page, lesson = page_of(course), LessonPage.objects.get(lesson__course=course)
    address = builder(course)
    listed = client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))
    assert f'href="{address}"' in listed.content.decode()
    assert (
        f'href="{address}"'
        in client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    )
    named = client.get(reverse("courses_admin:builder", args=[course.public_id]))
    assert named.context["outline"].page == page, "a course is named by its public id, too"


def test_a_number_of_queries_for_each_gesture(client, author):
    few, many = (
        make_course(owner=author, modules=1, lessons=2),
        make_course(owner=author, modules=1, lessons=40),
    )
    asked = {}
    for course in (few, many):
        lesson = LessonPage.objects.filter(lesson__course=course).order_by("path")[0]
        gesture(client, course, "rename", page=lesson.pk, seen="Lesson 1", value="Warm")
        with CaptureQueriesContext(connection) as context:
            gesture(client, course, "rename", page=lesson.pk, seen="Warm", value="Counted")
        asked[course.pk] = len(context)
    assert asked[few.pk] == asked[many.pk]


def test_a_copied_course_opens_in_its_builder(client, author):
    course = make_course(owner=author, title="Knots")
    page = page_of(course)
    data = {"new_title": "Knots, again", "new_slug": "knots-2", "new_parent_page": page.get_parent().pk}
    answer = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    copy = CoursePage.objects.get(slug="knots-2")
    assert answer.headers["Location"] == f"/admin/academy/courses/{copy.pk}/builder/"


@pytest.mark.parametrize(("releases", "offers"), [(0, False), (1, False), (2, True)])
def test_releases_are_compared_where_there_are_two(client, author, releases, offers):
    page = make_course_page(owner=author, title="Knots")
    for number in range(releases):
        add_lesson(page, title=f"Lesson {number}")
        publish(page)
    html = client.get(reverse("courses_admin:releases", args=[page.course.public_id])).content.decode()
    assert ("Compare releases" in html) is offers
