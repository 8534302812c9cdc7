"""Working on an assignment and handing it in: what is kept, what is refused, and that a repeat is one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.tests.factories import UserFactory
from common.models import OutboxRow
from learning.assessments.actions import submissions
from learning.assessments.actions.submissions import SubmissionRefused
from learning.assessments.assignments.assignment_snapshot import AssignmentSnapshot
from learning.assessments.assignments.upload_checks import FileRefused
from learning.assessments.models import Accommodation, Assignment, AttemptStatus, Submission, SubmissionFile
from learning.testing.access import NOON
from learning.testing.assignments import HOUR, AssignmentTaker, rubric, upload
from learning.testing.courses import make_instructor

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return [row.kind for row in OutboxRow.objects.order_by("pk") if row.kind.endswith("SubmissionReceived")]


def test_a_draft_keeps_what_was_written_and_is_one():
    taker = AssignmentTaker()
    first = taker.write("One")
    second = taker.write("One and two", at=NOON + HOUR)
    assert (first.pk, second.text, second.status) == (second.pk, "One and two", AttemptStatus.IN_PROGRESS)
    assert second.number == 1
    assert AssignmentSnapshot.from_json(second.brief) == AssignmentSnapshot.of(taker.place)


def test_handing_in_is_told_and_dated():
    taker = AssignmentTaker()
    taker.write("A page.")
    handed = taker.hand_in("A page.", at=NOON + HOUR)
    assert (handed.status, handed.is_late, handed.is_final) == (AttemptStatus.PENDING, False, True)
    assert (handed.submitted_at, handed.seconds_taken) == (NOON + HOUR, 3600)
    assert len(told()) == 1


def test_handing_in_twice_is_once():
    taker = AssignmentTaker()
    handed = taker.hand_in()
    again = submissions.submit_assignment(
        viewer=taker.viewer(NOON + HOUR), place=taker.place, draft_id=handed.public_id
    )
    assert (again.pk, again.submitted_at) == (handed.pk, NOON)
    assert Submission.objects.count() == len(told()) == 1


def test_what_is_sent_twice_makes_one_draft_and_hands_in_one():
    taker, key = AssignmentTaker(attempt_limit=0), uuid4()
    first = submissions.save_draft(viewer=taker.viewer(), place=taker.place, text="A page.", draft_id=key)
    assert first.public_id == key
    submissions.submit_assignment(viewer=taker.viewer(), place=taker.place, draft_id=key)
    with pytest.raises(submissions.AlreadySubmitted):
        submissions.save_draft(viewer=taker.viewer(), place=taker.place, text="A page.", draft_id=key)
    assert (
        submissions.submit_assignment(viewer=taker.viewer(), place=taker.place, draft_id=key).pk == first.pk
    )
    assert Submission.objects.count() == len(told()) == 1


def test_a_name_that_is_taken_is_nobodys_to_take():
    theirs, taker = AssignmentTaker().write("Mine"), AssignmentTaker()
    made = submissions.save_draft(
        viewer=taker.viewer(), place=taker.place, text="Not yours", draft_id=theirs.public_id
    )
    theirs.refresh_from_db()
    assert (theirs.text, made.text) == ("Mine", "Not yours")
    assert made.public_id != theirs.public_id


def test_what_was_handed_in_stays_whatever_the_author_changes():
    taker = AssignmentTaker(rubric=rubric(), attempt_limit=0)
    handed = taker.hand_in()
    taker.assignment.title, taker.assignment.rubric = "Something else", []
    taker.assignment.save()
    handed.refresh_from_db()
    kept = AssignmentSnapshot.from_json(handed.brief)
    assert (kept.title, [one.name for one in kept.rubric]) != ("Something else", [])
    assert handed.most_points == Decimal(10)
    assert handed.brief_hash == kept.hash
    assert AssignmentSnapshot.of(taker.place).hash != kept.hash


@pytest.mark.parametrize(
    ("policy", "late_by", "status"),
    [
        ("accept", timedelta(0), AttemptStatus.PENDING),  # the moment itself is in time
        ("accept", timedelta(seconds=10), AttemptStatus.PENDING),  # and so is the grace of quizzes
        ("accept", timedelta(seconds=11), AttemptStatus.LATE),
        ("deduct", timedelta(seconds=11), AttemptStatus.LATE),
        ("refuse", timedelta(0), AttemptStatus.PENDING),
        ("refuse", timedelta(seconds=10), AttemptStatus.PENDING),
        ("refuse", timedelta(seconds=11), None),
    ],
)
def test_late(policy, late_by, status):
    taker = AssignmentTaker(due_at=NOON, late_policy=policy)
    taker.write(at=NOON - HOUR)
    draft = Submission.objects.get()

    def hand_in() -> Submission:
        viewer = taker.viewer(NOON + late_by)
        return submissions.submit_assignment(viewer=viewer, place=taker.place, draft_id=draft.public_id)

    if status is None:
        with pytest.raises(SubmissionRefused) as refused:
            hand_in()
        assert refused.value.verdict.code == "past_due"
        assert Submission.objects.get().status == AttemptStatus.IN_PROGRESS
        assert told() == []
    else:
        handed = hand_in()
        assert (handed.status, handed.is_late) == (status, status == AttemptStatus.LATE)


def extend(taker: AssignmentTaker, **fields) -> Accommodation:
    return Accommodation.objects.create(
        course=taker.course,
        person=taker.person,
        reason="Ill",
        given_by=make_instructor(),
        given_at=NOON - HOUR,
        **fields,
    )


def test_a_later_date_and_another_time_by_an_extension():
    taker = AssignmentTaker(due_at=NOON - HOUR, late_policy="refuse")
    extend(taker, due_at=NOON + HOUR, extra_attempts=1)
    first = taker.hand_in("First")
    assert (first.is_late, first.due_at, first.is_final) == (False, NOON + HOUR, False)
    second = taker.hand_in("Second")
    assert (second.number, second.is_final) == (2, True)
    with pytest.raises(SubmissionRefused) as refused:
        taker.write("Third")
    assert refused.value.verdict.code == "no_attempts"
    assert Submission.objects.count() == 2


def test_nothing_is_not_handed_in():
    taker = AssignmentTaker()
    draft = taker.write("   ")
    with pytest.raises(SubmissionRefused) as refused:
        submissions.submit_assignment(viewer=taker.viewer(), place=taker.place, draft_id=draft.public_id)
    assert refused.value.verdict.code == "empty"


def test_who_does_not_take_the_course_hands_nothing_in():
    taker = AssignmentTaker()
    for person in (UserFactory(), make_instructor()):
        with pytest.raises(SubmissionRefused):
            submissions.save_draft(viewer=taker.viewer(person=person), place=taker.place, text="Hello")
    assert Submission.objects.count() == 0


def test_an_assignment_of_the_course_itself():
    taker = AssignmentTaker(on_course=True)
    handed = taker.hand_in()
    assert (handed.placement.lesson_id, handed.placement.block_id) == (None, "")


@pytest.fixture
def files() -> AssignmentTaker:
    return AssignmentTaker(takes_files=True, file_types="pdf, .TXT, psd", most_files=2, most_megabytes=1)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("essay.exe", b"MZ", "type"),
        ("essay", b"%PDF-", "type"),
        ("essay.pdf", b"<html>", "content doesn't match"),
        ("essay.txt", b"\x00\x01", "content doesn't match"),
        ("essay.pdf", b"", "empty"),
        ("essay.pdf", b"%PDF-" + b"x" * 1024 * 1024, "too large"),
    ],
)
def test_files_that_are_not_taken(files, name, content, word):
    with pytest.raises(FileRefused, match=word):
        files.attach(name, content)
    assert (SubmissionFile.objects.count(), Submission.objects.count()) == (0, 0)


def test_files_are_kept_once_and_go_away(files, django_capture_on_commit_callbacks):
    first, again = files.attach(), files.attach()
    other = files.attach("Ärger/../plan.PSD", b"whatever")
    assert (first.pk, other.name) == (again.pk, "plan.PSD")
    with pytest.raises(FileRefused, match="You can upload at most 2 files."):
        files.attach("third.txt", b"third")
    with django_capture_on_commit_callbacks(execute=True):
        submissions.remove_file(viewer=files.viewer(), place=files.place, file_id=other.public_id)
    assert [file.name for file in SubmissionFile.objects.all()] == ["essay.pdf"]
    assert not other.file.storage.exists(other.file.name)


def test_no_files_where_none_are_asked_for():
    with pytest.raises(FileRefused):
        AssignmentTaker().attach()


def test_a_file_alone_is_enough_and_stays(files):
    files.attach()
    draft = Submission.objects.get()
    handed = submissions.submit_assignment(viewer=files.viewer(), place=files.place, draft_id=draft.public_id)
    assert handed.status == AttemptStatus.PENDING
    with pytest.raises(SubmissionRefused):
        submissions.remove_file(
            viewer=files.viewer(), place=files.place, file_id=handed.files.get().public_id
        )
    with pytest.raises(SubmissionRefused):
        submissions.add_file(viewer=files.viewer(), place=files.place, upload=upload(), name="essay.pdf")


def test_one_draft_at_a_time_is_what_the_database_says():
    taker = AssignmentTaker(attempt_limit=0)
    draft = taker.write()
    draft.pk, draft.public_id, draft.number = None, None, 2
    draft.public_id = UserFactory().public_id
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save(force_insert=True)


def test_marks_of_late_work_depend_on_the_frozen_brief():
    taker = AssignmentTaker(due_at=NOON, late_policy=Assignment.LatePolicy.DEDUCT, late_percent_per_day=20)
    kept = AssignmentSnapshot.from_json(taker.hand_in(at=NOON + HOUR).brief)
    assert (kept.deducts, kept.late_percent_per_day) == (True, 20)
