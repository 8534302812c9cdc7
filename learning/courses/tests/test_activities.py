"""Other apps may place activities in a lesson's body."""

from __future__ import annotations

import pytest
from wagtail import blocks

from learning.courses import activities
from learning.courses.blocks import LessonBodyBlock


@pytest.fixture
def kind(monkeypatch) -> activities.ActivityKind:
    monkeypatch.setattr(activities, "_kinds", {})
    kind = activities.ActivityKind("riddle", blocks.StructBlock([("public_id", blocks.CharBlock())]))
    activities.register(kind)
    return kind


def test_a_registered_activity_can_be_placed_in_a_body(kind):
    body = LessonBodyBlock()
    value = body.to_python([{"type": "riddle", "value": {"public_id": "7"}, "id": "a"}])
    assert value[0].value["public_id"] == "7"
    assert "text" in body.child_blocks


def test_registering_the_same_kind_again_replaces_it(kind):
    activities.register(kind)
    assert activities.kinds() == (kind,)
