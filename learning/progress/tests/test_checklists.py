"""Ticking off what stands in a checklist: by whom, where, and that it is kept once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from accounts.tests.factories import UserFactory
from learning.courses.models import Course
from learning.progress import actions, selectors
from learning.progress.models import ChecklistTick
from learning.testing import courses
from learning.testing.access import NOON, end_grants, enrolled, viewer
from learning.testing.progress import Learner, lessons_of

pytestmark = pytest.mark.django_db

BLOCK = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
ITEMS = ["a-pot", "some-earth"]


def checklist_course(**fields: Any) -> Course:
    """A course of two lessons with one and the same checklist."""
    value = {
        "title": "To have",
        "items": [{"type": "item", "value": name.capitalize(), "id": name} for name in ITEMS],
    }
    body = [{"type": "checklist", "value": value, "id": BLOCK}]
    return courses.make_course(lesson_fields={"body": body}, **fields)


@pytest.fixture
def learner() -> Learner:
    return Learner(checklist_course())


def place(learner: Learner, item: str = ITEMS[0], block: str = BLOCK) -> dict[str, Any]:
    lesson = lessons_of(learner.course)[0]
    return {
        "viewer": learner.viewer,
        "lesson_public_id": lesson.public_id,
        "block_id": block,
        "item_id": item,
    }


def ticked(learner: Learner, lesson: int = 0) -> dict[str, list[str]]:
    return selectors.ticks_in(learner.enrolment.pk, lessons_of(learner.course)[lesson].id)


def test_an_item_is_ticked_off_once_and_ticked_back(learner: Learner) -> None:
    for _repeat in range(2):
        actions.tick(**place(learner))
    actions.tick(**place(learner, ITEMS[1]))
    assert ticked(learner) == {BLOCK: ITEMS}
    assert ChecklistTick.objects.filter(ticked_at=NOON).count() == 2
    for _repeat in range(2):
        actions.untick(**place(learner))
    assert ticked(learner) == {BLOCK: ITEMS[1:]}


def test_a_tick_stays_in_its_lesson(learner: Learner) -> None:
    actions.tick(**place(learner))
    assert ticked(learner, lesson=1) == {}


@pytest.mark.parametrize("change", [actions.tick, actions.untick])
@pytest.mark.parametrize("wrong", [{"item_id": "a-dragon"}, {"item_id": ""}, {"block_id": str(uuid4())}])
def test_what_is_not_in_the_lesson_cannot_be_ticked(
    learner: Learner, change: Any, wrong: dict[str, str]
) -> None:
    with pytest.raises(actions.ItemNotFound):
        change(**place(learner) | wrong)
    assert not ChecklistTick.objects.exists()


def test_a_lesson_that_is_not_there(learner: Learner) -> None:
    with pytest.raises(actions.LessonNotFound):
        actions.tick(**place(learner) | {"lesson_public_id": uuid4()})


def test_strangers_outsiders_and_those_whose_grant_was_stopped_tick_nothing(learner: Learner) -> None:
    for person in (None, UserFactory()):
        with pytest.raises(actions.LessonRefused):
            actions.tick(**place(learner) | {"viewer": viewer(person)})
    end_grants()
    with pytest.raises(actions.LessonRefused) as refusal:
        actions.tick(**place(learner))
    assert refusal.value.verdict.code == "expired"
    assert not ChecklistTick.objects.exists()


def test_what_others_tick_is_theirs(learner: Learner) -> None:
    other = enrolled(learner.course)
    actions.tick(**place(learner))
    actions.untick(**place(learner) | {"viewer": replace(learner.viewer, person=other.person)})
    assert ticked(learner) == {BLOCK: ITEMS[:1]}
    assert selectors.ticks_in(other.pk, lessons_of(learner.course)[0].id) == {}


def test_ticks_outlive_a_new_release_of_the_lesson(learner: Learner) -> None:
    actions.tick(**place(learner))
    page = courses.CoursePage.objects.get(course=learner.course)
    lesson = courses.LessonPage.objects.filter(lesson__course=learner.course).order_by("path")[0]
    lesson.title = "The same, better said"
    lesson.save_revision()
    courses.release(page)
    learner.course.refresh_from_db()
    assert lessons_of(learner.course)[0].title == "The same, better said"
    actions.tick(**place(learner, ITEMS[1]))
    assert ticked(learner) == {BLOCK: ITEMS}
