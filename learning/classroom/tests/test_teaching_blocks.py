"""Every block that an author may place: released, shown to a learner, no more queries for more of them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learning.courses.models import Course, CoursePage, LessonPage
from learning.courses.release.body_statistics import checklist_items
from learning.courses.release.outlines import content_of, outline_of_release
from learning.progress.models import ChecklistTick
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.clients import queries, signed_in, url_of
from library.tests.factories import DocumentFactory, ImageFactory, MediaFactory

pytestmark = pytest.mark.django_db

LESSON_BLOCK = LessonPage._meta.get_field("body").stream_block
DESCRIPTION_BLOCK = CoursePage._meta.get_field("description").stream_block


def raw_value(kind: str) -> Any:
    """A value of a kind of block as the database holds it: that of its preview, with files of the library."""
    block = LESSON_BLOCK.child_blocks[kind]
    picture = ImageFactory().pk
    value = {} if kind in ("document", "downloads") else block.get_prep_value(block.get_preview_value())
    return {
        "image": lambda: value | {"image": picture},
        "gallery": lambda: value | {"pictures": [{"image": picture, "alt": "x", "caption": ""}] * 2},
        "before_after": lambda: value | {"before": picture, "after": picture},
        "audio": lambda: value | {"media": MediaFactory(type="audio").pk, "url": ""},
        "document": lambda: {"document": DocumentFactory().pk, "title": "", "minutes": 1},
        "downloads": lambda: {"title": "", "files": [DocumentFactory().pk]},
    }.get(kind, lambda: value)()


def every_block(allowed: Any = LESSON_BLOCK) -> list[dict[str, Any]]:
    return courses.body(*[(kind, raw_value(kind)) for kind in allowed.child_blocks])


def course_with(body: list[dict[str, Any]], **fields: Any) -> Course:
    return courses.make_course(lessons=1, lesson_fields={"body": body}, **fields)


def drawn(block: Any) -> str:
    """The block without what it notes for the policy of its page, as it is sent."""
    return re.sub(r"<!--\w+ [a-z-]+ [^<>]+-->", "", block.render())


def lesson_url(course: Course) -> str:
    return f"{url_of(course)}module-1/lesson-1/"


def test_the_set_is_complete() -> None:
    asked_for = {
        *("key_idea", "gallery", "audio", "table", "quote", "accordion", "steps", "tabs", "embed", "button"),
        *("maths", "diagram", "before_after", "flash_cards", "checklist", "timeline", "comparison"),
        "glossary_term",
    }
    assert asked_for <= set(LESSON_BLOCK.child_blocks)
    groups = [str(block.meta.group) for block in LESSON_BLOCK.child_blocks.values()]
    assert list(dict.fromkeys(groups)) == ["Text", "Media", "Learning aids", "Interaction", "Practice"]


@pytest.mark.parametrize("kind", sorted(LESSON_BLOCK.child_blocks))
def test_a_released_block_is_shown_as_it_was_written(kind: str) -> None:
    body = courses.body((kind, raw_value(kind)))
    course = course_with(body)
    page = signed_in(enrolled(course).person).get(lesson_url(course))
    shown = drawn(LESSON_BLOCK.to_python(body)[0])
    assert page.status_code == 200
    assert shown.strip() in page.content.decode()
    assert outline_of_release(course.latest_release_id).lessons[0].seconds % 60 == 0


def test_what_was_released_stays_whatever_happens_to_the_page() -> None:
    course = course_with(every_block())
    lesson = outline_of_release(course.latest_release_id).lessons[0]
    before = content_of(lesson).body.get_prep_value()
    page = LessonPage.objects.get(lesson__course=course)
    page.body = courses.text_body("All new.")
    page.save_revision()
    assert content_of(lesson).body.get_prep_value() == before
    html = signed_in(enrolled(course).person).get(lesson_url(course)).content.decode()
    assert "All new." not in html and "flash-cards" in html


def test_ids_of_items_survive_the_release() -> None:
    items = ["A pot", {"type": "item", "value": "Earth", "id": "earth"}]
    body = courses.body(("checklist", {"title": "To have", "items": items}))
    course = course_with(body)
    lesson = outline_of_release(course.latest_release_id).lessons[0]
    draft = checklist_items(LessonPage.objects.get(lesson__course=course).body)
    assert checklist_items(content_of(lesson).body) == draft
    assert set(draft) == {body[0]["id"]} and "earth" in draft[body[0]["id"]]
    assert len(draft[body[0]["id"]]) == 2


def test_the_page_brings_styles_and_scripts_of_the_blocks() -> None:
    course = course_with(every_block())
    html = signed_in(enrolled(course).person).get(lesson_url(course)).content.decode()
    assert "css/teaching/" in html and "js/teaching/all.js" in html
    about = Client().get(url_of(course)).content.decode()
    assert "css/teaching/" in about


def test_a_description_may_hold_the_fitting_ones() -> None:
    body = every_block(DESCRIPTION_BLOCK)
    course = course_with(courses.text_body(), description=body)
    html = Client().get(url_of(course)).content.decode()
    for child in DESCRIPTION_BLOCK.to_python(body):
        assert drawn(child).strip() in html, child.block_type
    assert "js/teaching/all.js" in html


def test_no_block_runs_a_script_or_adds_a_heading() -> None:
    body = [block for block in every_block() if block["type"] != "heading"]
    html = LESSON_BLOCK.to_python(body).render_as_block()
    assert not re.search(r"<script|<h[1-6]|\son\w+=|javascript:", html)


def test_every_block_is_found_by_its_words() -> None:
    words = LESSON_BLOCK.get_searchable_content(LESSON_BLOCK.to_python(every_block()))
    text = " ".join(str(each) for each in words)
    for said in ("Humus", "Carbon dioxide", "White wheat", "Spelt", "Aristotle", "Earth without fertiliser"):
        assert said in text
    assert "\\frac" not in text and "-->" not in text


@pytest.mark.parametrize("times", [1, 4])
def test_more_blocks_cost_no_more_queries(times: int) -> None:
    body = [block for _time in range(times) for block in every_block()]
    for block in body:
        block["id"] = courses.body(("text", ""))[0]["id"]
    course = course_with(body)
    client = signed_in(enrolled(course).person)
    assert queries(client, lesson_url(course)) <= 12


def test_drawing_more_of_each_costs_no_more_queries() -> None:
    costs = []
    for times in (1, 4):
        body = [block for _time in range(times) for block in every_block()]
        LESSON_BLOCK.to_python(body).render_as_block()  # the first look makes the renditions
        with CaptureQueriesContext(connection) as asked:
            LESSON_BLOCK.to_python(body).render_as_block()
        costs.append(len(asked))
    assert costs[0] == costs[1]


class TestTicks:
    def course(self, **fields: Any) -> Course:
        items = [{"type": "item", "value": "A pot", "id": "pot"}]
        body = courses.body(("checklist", {"title": "To have", "items": items}))
        return courses.make_course(lessons=1, lesson_fields={"body": body, **fields})

    def ticks_in(self, html: str) -> Any:
        found = re.search(r'<script id="lesson-ticks" type="application/json">(.*?)</script>', html)
        return json.loads(found[1]) if found else None

    def test_a_learner_gets_their_own_with_the_page(self) -> None:
        course = self.course()
        enrolment, other = enrolled(course), enrolled(course)
        lesson = outline_of_release(course.latest_release_id).lessons[0]
        block_id = content_of(lesson).body[0].id
        ChecklistTick.objects.create(
            enrolment=enrolment,
            lesson_id=lesson.id,
            block_id=block_id,
            item_id="pot",
            ticked_at=enrolment.enrolled_at,
        )
        address = f"/api/v1/lessons/{lesson.public_id}/checklists/"
        page = signed_in(enrolment.person).get(lesson_url(course)).content.decode()
        assert self.ticks_in(page) == {"address": address, "ticks": {block_id: ["pot"]}}
        theirs = signed_in(other.person).get(lesson_url(course)).content.decode()
        assert self.ticks_in(theirs) == {"address": address, "ticks": {}}

    def test_whoever_does_not_take_the_course_keeps_them_in_the_browser(self) -> None:
        course = self.course(is_free_preview=True)
        page = Client().get(lesson_url(course)).content.decode()
        assert "data-checklist" in page and self.ticks_in(page) is None

    def test_they_come_with_the_notes_and_cost_no_query_of_their_own(self) -> None:
        costs = []
        for course in (self.course(), course_with(courses.text_body())):
            costs.append(queries(signed_in(enrolled(course).person), lesson_url(course)))
        assert costs[0] == costs[1] == 4

    def test_they_stand_on_the_page_after_they_were_made(self) -> None:
        course = self.course()
        enrolment = enrolled(course)
        lesson = outline_of_release(course.latest_release_id).lessons[0]
        block_id = content_of(lesson).body[0].id
        client = signed_in(enrolment.person)
        address = f"/api/v1/lessons/{lesson.public_id}/checklists/{block_id}/pot/"
        assert client.put(address, '{"ticked": true}', content_type="application/json").status_code == 200
        assert self.ticks_in(client.get(lesson_url(course)).content.decode())["ticks"] == {block_id: ["pot"]}
