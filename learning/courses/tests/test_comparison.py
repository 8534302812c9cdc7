"""Two editions compared: a change exactly where learners are shown something else, told in words."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.courses.release.comparison import compare
from learning.courses.release.comparison_text import DELETED, INSERTED, SAME, text_of_html, word_diff
from learning.courses.release.comparison_words import tell
from learning.courses.release.course_snapshot import CourseSnapshot, LessonSnapshot
from learning.courses.release.editions import NamedEdition

from .small_editions import COURSE_TEXT, edition, lesson, module, text_block, told


def test_the_same_edition_differs_in_nothing():
    assert compare(edition(), edition()) == ()
    assert told(edition(), edition()) == []


NOISE = [
    (
        {"body": [text_block("Words of 1")]},
        {"body": [text_block("Words of 1") | {"value": '<p data-block-key="x1y2z">Words of 1</p>'}]},
    ),
    (
        {"body": [{"type": "heading", "id": "a", "value": {"text": "A", "level": "2"}}]},
        {"body": [{"type": "heading", "id": "a", "value": {"text": "A"}}]},
    ),
    (
        {"body": [{"type": "downloads", "id": "a", "value": {"title": "", "files": [5]}}]},
        {
            "body": [
                {
                    "type": "downloads",
                    "id": "a",
                    "value": {"title": "", "files": [{"type": "item", "id": "z", "value": 5}]},
                }
            ]
        },
    ),
    ({"outcomes": []}, {"outcomes": ()}),
    ({"transcript": ""}, {"transcript": None}),
]


@pytest.mark.parametrize(("before", "after"), NOISE)
def test_another_way_to_store_the_same_is_no_change(before, after):
    old, new = edition(lesson(1, text=before)), edition(lesson(1, text=after))
    assert compare(old, new) == compare(new, old) == ()


class TestOutline:
    def test_a_lesson_that_is_new(self):
        new = edition(lesson(1), lesson(2), lesson(3), lesson(4, is_free_preview=True))
        assert told(edition(), new) == [
            (
                "added",
                "Lesson 4",
                "In “Module 1”.",
                "Type: +Text",
                "Required: +Yes",
                "Free preview: +Yes",
                "Duration: +1 minute",
                "Body, block 1 (Text): +Words of 4",
            )
        ]

    def test_one_that_is_gone(self):
        assert told(edition(), edition(lesson(1), lesson(3))) == [
            ("removed", "Lesson 2", "Was in “Module 1”.")
        ]

    def test_one_that_went_up(self):
        new = edition(lesson(3, position=1), lesson(1, position=2), lesson(2, position=3))
        assert told(edition(), new) == [("moved", "Lesson 3", "Moved from place 3 to place 1.")]

    def test_one_that_went_to_another_module(self):
        modules = (module(1), module(2, position=9))
        old = edition(lesson(1), lesson(2), lesson(3, module=2, position=10), modules=modules)
        new = edition(
            lesson(1), lesson(2, module=2, position=11), lesson(3, module=2, position=10), modules=modules
        )
        assert told(old, new) == [("moved", "Lesson 2", "Moved from “Module 1” to “Module 2”.")]

    def test_one_that_left_its_module(self):
        new = edition(lesson(1), lesson(2), lesson(3, module=None, position=20))
        assert told(edition(), new) == [
            ("moved", "Lesson 3", "Moved from “Module 1” to “the course itself”.")
        ]

    def test_modules_that_changed_places(self):
        old = edition(modules=(module(1), module(2, position=9)))
        new = edition(modules=(module(1, position=9), module(2, position=0)))
        (change,) = compare(old, new)
        assert (change.what, change.subject) == ("moved", "module")

    def test_one_that_is_called_otherwise(self):
        new = edition(lesson(1, text={"title": "Lesson one"}), lesson(2), lesson(3))
        assert told(edition(), new) == [("changed", "Lesson one", "", "Title: Lesson |-1|+one")]

    def test_what_stands_after_a_removed_lesson_did_not_move(self):
        assert [change.what for change in compare(edition(), edition(lesson(2), lesson(3)))] == ["removed"]


def heading(text: str, level: str = "2", block_id: str = "h") -> dict[str, Any]:
    return {"type": "heading", "id": block_id, "value": {"text": text, "level": level}}


class TestBlocks:
    def lines(self, old: list[Any], new: list[Any], names=({}, {})) -> list[str]:
        before, after = (edition(lesson(1, text={"body": body})) for body in (old, new))
        found = told(before, after, names)
        return list(found[0][3:]) if found else []

    def test_word_by_word(self):
        assert self.lines([text_block("Tie it twice")], [text_block("Tie it once")]) == [
            "Body, block 1 (Text): Tie it |-twice|+once"
        ]

    def test_a_field_of_a_block_by_its_label(self):
        assert self.lines([heading("A")], [heading("A", "3")]) == [
            "Body, block 1 (Heading): Level: -Section|+Subsection"
        ]

    def test_blocks_that_are_new_gone_and_moved(self):
        one, two, three = (text_block(word, word) for word in ("one", "two", "three"))
        assert self.lines([one, two], [two, one, three]) == [
            "Body, block 1 (Text): Was block 2, is block 1.",
            "Body, block 3 (Text): +three",
        ]
        assert self.lines([one, two], [two]) == ["Body, block 1 (Text): -one"]

    def test_a_block_without_its_id_is_known_by_what_it_says(self):
        assert self.lines([text_block("one")], [text_block("one", "other")]) == []

    def test_formatting_alone(self):
        new = [text_block("one") | {"value": "<p><b>one</b></p>"}]
        assert self.lines([text_block("one")], new) == ["Body, block 1 (Text): +**|one|+**"]
        new = [text_block("one") | {"value": "<p class='x'>one</p>"}]
        assert self.lines([text_block("one")], new) == [
            "Body, block 1 (Text): Only the formatting changed: one"
        ]

    def test_another_file_is_named(self):
        def document(pk: int) -> dict[str, Any]:
            return {"type": "document", "id": "d", "value": {"document": pk, "title": "", "minutes": None}}

        names = (
            {"library.AcademyDocument:5": {"title": "Sheet", "file": "d/sheet.pdf"}},
            {"library.AcademyDocument:6": {"title": "Sheet", "file": "d/poster.pdf"}},
        )
        assert self.lines([document(5)], [document(6)], names) == [
            "Body, block 1 (Document): Document: Sheet (|-sheet|+poster|.pdf)"
        ]
        assert self.lines([document(5)], [document(6)]) == [
            "Body, block 1 (Document): Document: Another one with the same name: (deleted)"
        ]

    def test_a_picture_for_another(self):
        def image(pk: int) -> dict[str, Any]:
            return {"type": "image", "id": "i", "value": {"image": pk}}

        before, after = (edition(lesson(1, text={"body": [image(pk)]})) for pk in (5, 6))
        (part,) = tell(NamedEdition(before), NamedEdition(after)).parts
        assert [(line.image_before, line.image_after) for line in part.lines] == [(5, 6)]


def test_a_file_that_was_replaced_under_its_name():
    names = [
        {"library.AcademyDocument:5": {"title": "Sheet", "file": f"documents/{name}.pdf"}}
        for name in ("first", "second")
    ]
    found = tell(NamedEdition(edition(), names[0]), NamedEdition(edition(), names[1]))
    assert found.parts == ()
    assert [(one.title, one.before, one.after) for one in found.files] == [
        ("Sheet", "first.pdf", "second.pdf")
    ]


def test_rules_and_drip_days():
    new = edition(
        rules={
            "visibility": "private",
            "duration": "days",
            "duration_days": 30,
            "prerequisites": [7],
            "quiz_scores": [["11111111-1111-1111-1111-111111111111", 70]],
            "drip": [[2, 5]],
        }
    )
    names = {
        "courses.Course:7": {"title": "Ropes", "file": ""},
        "activity:11111111-1111-1111-1111-111111111111": {"title": "Test", "file": ""},
    }
    assert told(edition(), new, ({}, names)) == [
        (
            "changed",
            "Knots",
            "",
            "Access duration: +Fixed number of days",
            "Days of access: +30",
            "Required courses: +Ropes",
            "Required quizzes: +Test: 70%",
            "Visibility: +Private: only available to people with access",
        ),
        ("changed", "Lesson 2", "", "Opens after (days): +5"),
    ]


def test_a_translation_says_which_language():
    new = edition()
    texts = {"en": COURSE_TEXT, "fr": COURSE_TEXT | {"title": "Noeuds"}}
    assert [line for line in told(edition(), replace(new, texts=texts))[0] if "Noeuds" in line] == [
        "Title (Français): +Noeuds"
    ]


def test_two_courses_are_not_compared():
    with pytest.raises(ValueError, match="one course"):
        compare(edition(), edition(course_id=2))


OTHER: dict[str, Any] = {
    "course_id": None,
    "source_locale": None,
    "texts": None,
    "modules": None,
    "lessons": None,
    "lesson_id": None,
    "module_id": None,
    "position": None,
    "slug": "other",
    "category_id": 3,
    "rules": {"visibility": "hidden"},
    "kind": "video",
    "is_required": False,
    "is_free_preview": True,
    "seconds": 120,
    "watch_threshold": 50,
    "videos": (("a", 90),),
    "activities": (("a", "quiz", "11111111-1111-1111-1111-111111111111"),),
    "reading_completes": False,
}


@pytest.mark.parametrize(
    "name", [field.name for field in fields(LessonSnapshot) if OTHER[field.name] is not None]
)
def test_every_part_of_a_lesson_is_looked_at(name):
    new = edition(replace(lesson(1), **{name: OTHER[name]}), lesson(2), lesson(3))
    assert [change.field for change in compare(edition(), new)] == [name]
    assert len(told(edition(), new)[0]) == 4


@pytest.mark.parametrize(
    "name", [field.name for field in fields(CourseSnapshot) if OTHER[field.name] is not None]
)
def test_every_part_of_a_course_is_looked_at(name):
    assert len(compare(edition(), replace(edition(), **{name: OTHER[name]}))) == 1


VALUES: dict[str, Any] = {
    "description": [text_block("Long")],
    "faq": [{"type": "question", "id": "q", "value": {"question": "Why?", "answer": "<p>So.</p>"}}],
    "thumbnail_id": 4,
    "tags": ["rope"],
    "learning_outcomes": ["Tie"],
    "requirements": ["Rope"],
    "has_certificate": False,
    "level": "beginner",
    "language": "fr",
    "course_type": "special",
    "promotion_video": "https://vimeo.com/1",
}


@pytest.mark.parametrize("name", COURSE_TEXT)
def test_every_text_of_a_course_is_looked_at_and_told(name):
    new = edition(text={name: VALUES.get(name, "Other")})
    assert {change.field for change in compare(edition(), new)} == {name}
    assert len(told(edition(), new)[0]) == 4


WORDS = st.text(st.sampled_from("ab \n"), max_size=30)


@given(WORDS, WORDS)
def test_words_that_differ_make_both_texts(before, after):
    found = word_diff(before, after)
    assert "".join(text for what, text in found if what != DELETED) == after
    assert "".join(text for what, text in found if what != INSERTED) == before
    assert (before == after) == all(what == SAME for what, _text in found)


@given(st.permutations(range(1, 7)), st.lists(st.sampled_from([None, 1, 2]), min_size=6, max_size=6))
def test_a_change_exactly_where_the_outline_is_another(order, modules):
    both = (module(1), module(2, position=50))
    old = edition(*(lesson(number) for number in range(1, 7)), modules=both)
    new = edition(
        *(
            lesson(number, module=modules[number - 1], position=100 + place)
            for place, number in enumerate(order)
        ),
        modules=both,
    )

    def shape(each: CourseSnapshot) -> list[Any]:
        by_place = sorted(each.lessons, key=lambda one: one.position)
        return [[one.lesson_id for one in by_place if one.module_id == of] for of in (None, 1, 2)]

    moved = [change for change in compare(old, new) if change.subject == "lesson"]
    assert bool(moved) == (shape(old) != shape(new))
    assert {change.what for change in moved} <= {"moved"}


def test_rich_text_as_text():
    html = '<h2>Head</h2><p>One <b>two</b> <a href="/x">three</a></p><ul><li>four</li></ul>'
    assert text_of_html(html) == "## Head\nOne **two** three (/x)\n• four"
