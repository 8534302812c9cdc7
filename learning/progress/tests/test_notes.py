"""Notes and favourites."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.tests.factories import UserFactory
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.progress import actions, policies, selectors
from learning.progress.models import Favourite, Note
from learning.testing import courses
from learning.testing.access import DAY, NOON, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return courses.make_course(title="Slow reading")


def write(course: Course, person: Any, body: str = "Read it twice.", **fields: Any) -> Note:
    lesson = outline_of_release(course.latest_release_id).lessons[0]
    return actions.save_note(person=person, lesson_id=lesson.id, body=body, at=NOON, **fields)


def test_a_note_is_written_and_written_over(course: Course) -> None:
    person = UserFactory()
    note = write(course, person, video_second=75)
    same = write(course, person, "  Read it thrice. ", public_id=note.public_id)
    assert Note.objects.get() == same == note
    assert (same.body, same.video_second) == ("Read it thrice.", 75)


def test_an_empty_note_is_refused_and_keeps_what_was_there(course: Course) -> None:
    note = write(course, UserFactory())
    with pytest.raises(actions.NoteIsEmpty):
        write(course, note.person, "   ", public_id=note.public_id)
    assert Note.objects.get().body == "Read it twice."


def test_notes_are_for_nobody_else(course: Course) -> None:
    note, other = write(course, UserFactory()), UserFactory()
    with pytest.raises(actions.NoteNotFound):
        write(course, other, "Mine now.", public_id=note.public_id)
    with pytest.raises(actions.NoteNotFound):
        actions.delete_note(person=other, public_id=note.public_id, at=NOON)
    lessons = outline_of_release(course.latest_release_id).by_id
    assert list(selectors.notes_of(other, lessons)) == []
    assert list(selectors.notes_of(note.person, lessons)) == [note]
    assert Note.objects.get().body == "Read it twice."


def test_a_deleted_note_comes_back_for_a_day(course: Course) -> None:
    note = write(course, UserFactory())
    lessons = outline_of_release(course.latest_release_id).by_id
    actions.delete_note(person=note.person, public_id=note.public_id, at=NOON)
    assert not selectors.notes_of(note.person, lessons)
    actions.restore_note(person=note.person, public_id=note.public_id)
    assert selectors.notes_of(note.person, lessons)
    actions.delete_note(person=note.person, public_id=note.public_id, at=NOON)
    assert actions.forget_deleted_notes(at=NOON + DAY) == 0
    assert actions.forget_deleted_notes(at=NOON + DAY * 1.01) == 1
    with pytest.raises(actions.NoteNotFound):
        actions.restore_note(person=note.person, public_id=note.public_id)


def test_notes_leave_as_markdown_lesson_by_lesson(course: Course, django_assert_num_queries: Any) -> None:
    person = UserFactory()
    outline = outline_of_release(course.latest_release_id)
    second = outline.lessons[1]
    actions.save_note(person=person, lesson_id=second.id, body="At the end.", at=NOON)
    write(course, person, "Breathe.", video_second=75)
    with django_assert_num_queries(1):
        text = selectors.notes_as_markdown(person, outline)
    assert text == (
        "# Slow reading\n\n## 1. Lesson 1\n\n**1:15**\n\nBreathe.\n\n## 2. Lesson 2\n\nAt the end.\n"
    )
    assert "You don't have any notes in this course yet." in selectors.notes_as_markdown(
        UserFactory(), outline
    )


def test_whoever_may_read_a_lesson_may_write_notes_in_it(course: Course) -> None:
    outline = outline_of_release(course.latest_release_id)
    lesson = outline.lessons[0]
    assert policies.may_write_note(viewer(None), course, outline, lesson).next_step
    assert policies.may_write_note(viewer(UserFactory()), course, outline, lesson).code == "no_grant"
    assert policies.may_write_note(viewer(courses.make_reviewer()), course, outline, lesson)


def test_a_favourite_goes_on_and_off(course: Course) -> None:
    person = UserFactory()
    assert actions.toggle_favourite(person=person, course_id=course.pk, at=NOON)
    assert selectors.favourites_of(person) == {course.pk}
    assert not actions.toggle_favourite(person=person, course_id=course.pk, at=NOON)
    assert selectors.favourites_of(person) == set() and not Favourite.objects.exists()
