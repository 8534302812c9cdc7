"""Other apps may place activities in a lesson's body."""

from __future__ import annotations

import pytest
from wagtail import blocks

from learning.courses import activities
from learning.courses.blocks import LessonBodyBlock
from learning.courses.release.body_statistics import placed_activities


class RiddleValue(blocks.StructValue):
    @property
    def public_id(self) -> str | None:
        return self["riddle"] or None


class RiddleBlock(blocks.StructBlock):
    riddle = blocks.CharBlock()

    class Meta:
        value_class = RiddleValue


class RiddleKind(activities.ActivityKind):
    name = "riddle"
    block = RiddleBlock


@pytest.fixture
def kind(monkeypatch) -> activities.ActivityKind:
    monkeypatch.setattr(activities, "_kinds", {})
    kind = RiddleKind()
    activities.register(kind)
    return kind


def test_a_registered_activity_can_be_placed_in_a_body(kind):
    body = LessonBodyBlock()
    value = body.to_python([{"type": "riddle", "value": {"riddle": "7"}, "id": "a"}])
    assert value[0].value.public_id == "7"
    assert "text" in body.child_blocks


def test_registering_the_same_kind_again_replaces_it(kind):
    activities.register(kind)
    assert activities.kinds() == (kind,)


def test_what_a_body_places_is_listed_and_empty_blocks_are_passed_over(kind):
    body = LessonBodyBlock().to_python(
        [
            {"type": "riddle", "value": {"riddle": "7"}, "id": "a"},
            {"type": "text", "value": "<p>Between.</p>", "id": "b"},
            {"type": "riddle", "value": {"riddle": ""}, "id": "c"},
        ]
    )
    assert list(placed_activities(body)) == [("a", "riddle", "7")]
