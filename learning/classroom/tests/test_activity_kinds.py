"""An invented kind of activity, registered from outside: nothing else has to know it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from wagtail import blocks

from learning.access.models import Enrolment
from learning.classroom import activities as screens
from learning.classroom.activities import ActivityCard, Reached
from learning.classroom.course.course_context import CourseContext
from learning.courses import activities
from learning.courses.activities import ActivityAddress, ActivityKind, RequiredActivity
from learning.courses.blocks import ActivityBlock
from learning.courses.models import Course, LessonPage
from learning.courses.models.authored import reserved_slugs
from learning.courses.release.outlines import OutlineActivity, OutlineLesson, outline_of_release
from learning.progress.actions import settle_activity
from learning.progress.completion_rules import what_is_missing
from learning.progress.models import CourseCompletion, LessonCompletion
from learning.testing import courses
from learning.testing.access import NOON, enrolled
from learning.testing.clients import signed_in, url_of

pytestmark = pytest.mark.django_db

PUZZLE = uuid.UUID(int=7)


class PuzzleValue(blocks.StructValue):
    @property
    def public_id(self) -> uuid.UUID:
        return uuid.UUID(self["puzzle"])


class PuzzleBlock(ActivityBlock):
    puzzle = blocks.CharBlock()

    class Meta:
        value_class = PuzzleValue


class PuzzleKind(ActivityKind):
    name = "puzzle"
    label = "Puzzle"
    icon = "key-round"
    block = PuzzleBlock
    completion_rule = "puzzle_solved"
    solved: frozenset[tuple[int, uuid.UUID]] = frozenset()

    def required_in(self, lesson: OutlineLesson) -> Collection[RequiredActivity]:
        placed = [activity for activity in lesson.activities if activity.kind == self.name]
        return [RequiredActivity(activity.public_id, "The lock") for activity in placed]

    def done_by(self, enrolment_id: int, required: Collection[RequiredActivity]) -> Collection[uuid.UUID]:
        return {key for who, key in self.solved if who == enrolment_id}


class PuzzleScreen:
    def cards(
        self,
        standing: CourseContext,
        lesson: OutlineLesson,
        placed: Collection[OutlineActivity],
        reached: Reached,
    ) -> Mapping[uuid.UUID, ActivityCard]:
        kind = activities.kind_named("puzzle")
        return {
            each.public_id: ActivityCard(
                key=f"puzzle-{each.public_id}",
                kind_label=str(kind.label),
                icon=kind.icon,
                title="The lock",
                url=f"{standing.url}{kind.path(lesson.path, 'the-lock')}",
                step="Solve it",
            )
            for each in placed
        }

    def show(self, request: HttpRequest, standing: CourseContext, address: ActivityAddress) -> HttpResponse:
        return HttpResponse(f"{standing.outline.title}: {'/'.join(address.lesson_path)} {address.slug}")


@pytest.fixture
def puzzles() -> Iterator[PuzzleKind]:
    kind = PuzzleKind()
    activities.register(kind)
    screens.register(kind.name, PuzzleScreen())
    # In a running site kinds are there before the body of a lesson is put together.
    body: Any = LessonPage._meta.get_field("body")
    block = PuzzleBlock()
    block.set_name(kind.name)
    body.stream_block.child_blocks[kind.name] = block
    yield kind
    del body.stream_block.child_blocks[kind.name]
    screens.unregister(kind.name)
    activities.unregister(kind.name)


@pytest.fixture
def course(puzzles: PuzzleKind) -> Course:
    page = courses.make_course_page(owner=courses.make_instructor(), title="Locks")
    courses.add_lesson(page, title="Picking", body=courses.body(("puzzle", {"puzzle": str(PUZZLE)})))
    courses.publish(page)
    return Course.objects.select_related("latest_release").get(pk=page.course_id)


@pytest.fixture
def learner(course: Course) -> Enrolment:
    return enrolled(course)


def test_its_card_is_drawn_where_the_lesson_places_it(course: Course, learner: Enrolment) -> None:
    page = signed_in(learner.person).get(f"{url_of(course)}picking/").content.decode()
    assert f'href="{url_of(course)}picking/puzzle/the-lock/"' in page
    assert "Solve it" in page
    assert "<!--activity" not in page


def test_its_address_opens_its_screen(course: Course, learner: Enrolment) -> None:
    answer = signed_in(learner.person).get(f"{url_of(course)}picking/puzzle/the-lock/")
    assert answer.content.decode() == "Locks: picking the-lock"


def test_its_segment_is_refused_as_a_slug(puzzles: PuzzleKind) -> None:
    assert reserved_slugs() == {"assignment", "enroll", "exam", "puzzle", "quiz"}


def test_its_lesson_waits_for_it_and_is_completed_by_it(
    course: Course, learner: Enrolment, puzzles: PuzzleKind
) -> None:
    assert course.latest_release_id is not None
    [lesson] = outline_of_release(course.latest_release_id).lessons
    assert what_is_missing(learner.pk, lesson) == ("Complete “The lock” to complete this lesson.",)
    done = {"enrolment_id": learner.pk, "kind": puzzles.name, "public_id": PUZZLE, "lesson_id": None}
    assert not settle_activity(**done, at=NOON)
    assert not LessonCompletion.objects.exists()

    puzzles.solved = frozenset({(learner.pk, PUZZLE)})
    assert settle_activity(**done, at=NOON)
    completion = LessonCompletion.objects.get(enrolment=learner)
    assert completion.how == "puzzle"
    assert completion.evidence == {"puzzle_solved": {"done": [str(PUZZLE)]}}
    assert CourseCompletion.objects.filter(enrolment=learner).exists()
