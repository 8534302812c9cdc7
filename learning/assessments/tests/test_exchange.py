"""References in stored content: all of them are found, and exactly they are exchanged."""

from __future__ import annotations

import json

import pytest

from learning.assessments.models import Question, Quiz
from learning.courses.models import CoursePage, LessonPage
from learning.courses.release.exchange import Replacement, by_mapping, exchanged, references_in
from learning.testing.courses import body

IMAGE, PAPER, FILM = "library.AcademyImage", "library.AcademyDocument", "library.AcademyMedia"
RICH = '<p>See <a linktype="document" id="4">this</a>, <a linktype="page" id="4">that</a></p>'
PICTURE = '<embed embedtype="image" id="3" alt="A knot" format="left"/>'

LESSON = {
    "title": "1",
    "transcript": RICH,
    "outcomes": [],
    "body": json.dumps(
        body(
            ("text", RICH + PICTURE),
            ("image", {"image": 3, "alt": "3", "decorative": False, "caption": ""}),
            ("video", {"media": 7, "poster": 3, "captions": 4, "url": "", "title": "7"}),
            ("gallery", {"pictures": [{"type": "item", "value": {"image": 8, "alt": ""}, "id": "a"}]}),
            ("downloads", {"files": [4, 9], "title": ""}),
            ("quiz", {"work": 5, "public_id": "11111111-1111-4111-8111-111111111111"}),
        )
    ),
}


def test_every_reference_is_found():
    found = references_in(LessonPage, LESSON)
    assert {(IMAGE, 3), (IMAGE, 8), (PAPER, 4), (FILM, 7), (PAPER, 9), (Quiz._meta.label, 5)} <= found
    assert references_in(CoursePage, {"thumbnail": 3, "category": 3}) == {(IMAGE, 3)}
    assert references_in(Question, {"explanation": RICH, "course": 3}) == {(PAPER, 4)}


def test_what_is_exchanged_is_exchanged_everywhere_and_nothing_else_is():
    public_id = "22222222-2222-4222-8222-222222222222"
    mapping = {
        (IMAGE, 3): Replacement(30),
        (PAPER, 4): Replacement(40),
        (FILM, 7): Replacement(70),
        (Quiz._meta.label, 5): Replacement(50, public_id),
    }
    changed = exchanged(LessonPage, LESSON, by_mapping(mapping))
    assert set(changed) == {"transcript", "body"}
    assert changed["transcript"] == RICH.replace('linktype="document" id="4"', 'linktype="document" id="40"')
    before, after = json.loads(LESSON["body"]), json.loads(changed["body"])
    assert [block["id"] for block in after] == [block["id"] for block in before]
    assert after[0]["value"] == changed["transcript"] + PICTURE.replace('id="3"', 'id="30"')
    assert after[1]["value"] == before[1]["value"] | {"image": 30}
    assert after[2]["value"] == before[2]["value"] | {"media": 70, "poster": 30, "captions": 40}
    assert after[3] == before[3]
    assert after[4]["value"]["files"] == [40, 9]
    assert after[5]["value"] == {"work": 50, "public_id": public_id}


@pytest.mark.parametrize("content", [{"body": "[]"}, {"body": ""}, {"thumbnail": None}, {"nothing": "known"}])
def test_what_names_nothing_stays(content):
    assert exchanged(LessonPage, content, by_mapping({(IMAGE, 3): Replacement(4)})) == {}
