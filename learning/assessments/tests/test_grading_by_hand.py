"""Marking by a person: what it writes, what it refuses, how it is shown, and that nothing is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from common.models import OutboxRow
from learning.assessments.actions import comments, grading
from learning.assessments.actions.grading import GivenMarks, GradedMeanwhile, GradingRefused
from learning.assessments.assignments.assignment_snapshot import AssignmentSnapshot
from learning.assessments.assignments.submission_policy import as_shown
from learning.assessments.grading.grading_queue import GradingQueue, as_keys, lines
from learning.assessments.models import AttemptStatus, MarkedQuestion, Marking, SavedComment, Submission
from learning.testing.access import DAY, NOON, enrolled
from learning.testing.assignments import HOUR, AssignmentTaker, rubric
from learning.testing.courses import make_instructor, make_manager

pytestmark = pytest.mark.django_db

FIRST, SECOND = (f"{number:08d}-0000-4000-8000-000000000000" for number in (1, 2))


def told() -> list[str]:
    return [row.kind for row in OutboxRow.objects.order_by("pk") if row.kind.endswith("SubmissionGraded")]


def mark(submission: Submission, judgement: GivenMarks, **fields) -> Submission:
    fields.setdefault("by", make_manager())
    fields.setdefault("at", NOON + DAY)
    fields.setdefault("seen", None)
    return grading.grade_submission(submission_id=submission.public_id, judgement=judgement, **fields)


@pytest.fixture
def taker() -> AssignmentTaker:
    return AssignmentTaker(rubric=rubric(), attempt_limit=0)


def test_levels_add_up_and_are_shown_at_once(taker):
    handed, by = taker.hand_in(), make_manager()
    marked = mark(handed, GivenMarks({FIRST: 1, SECOND: 1}, " Well done. "), by=by)
    assert (marked.points, marked.score, marked.passed) == (Decimal(8), Decimal("80.00"), True)
    assert (marked.status, marked.graded_by, marked.published_at) == (AttemptStatus.GRADED, by, NOON + DAY)
    assert marked.comment == "Well done."
    row = Marking.objects.get()
    assert (row.how, row.before, row.score, row.most_marks, row.by) == ("manual", None, 8, 10, by)
    assert len(told()) == 1


@pytest.mark.parametrize(
    ("judgement", "words"),
    [
        (GivenMarks({FIRST: 1}, ""), "level"),
        (GivenMarks({FIRST: 1, SECOND: 7}, ""), "level"),
        (GivenMarks({}, "", points=Decimal(11)), "Enter marks from 0 to 10."),
        (GivenMarks({}, "", points=Decimal(-1)), "Enter marks from 0 to 10."),
    ],
)
def test_what_is_no_mark_writes_nothing(taker, judgement, words):
    handed = taker.hand_in()
    with pytest.raises(GradingRefused, match=words):
        mark(handed, judgement)
    handed.refresh_from_db()
    assert (handed.status, handed.points, Marking.objects.count(), told()) == (
        AttemptStatus.PENDING,
        None,
        0,
        [],
    )


def test_two_who_mark_at_once_one_is_told(taker):
    handed, first = taker.hand_in(), make_manager(first_name="Ana", last_name="Sol")
    mark(handed, GivenMarks({FIRST: 2, SECOND: 1}, ""), by=first)
    with pytest.raises(GradedMeanwhile, match="Ana"):
        mark(handed, GivenMarks({FIRST: 0, SECOND: 0}, ""), reason="Mine")
    handed.refresh_from_db()
    assert (handed.points, Marking.objects.count()) == (Decimal(10), 1)


def test_other_marks_need_a_reason_and_leave_their_history(taker):
    handed = taker.hand_in()
    mark(handed, GivenMarks({FIRST: 0, SECOND: 0}, ""))
    seen = Marking.objects.get().pk
    with pytest.raises(GradingRefused, match="Enter a reason for changing the marks."):
        mark(handed, GivenMarks({FIRST: 2, SECOND: 0}, ""), seen=seen)
    marked = mark(handed, GivenMarks({FIRST: 2, SECOND: 0}, ""), seen=seen, reason="Read too fast")
    assert (marked.points, marked.passed) == (Decimal(7), True)
    rows = list(Marking.objects.order_by("pk").values_list("how", "before", "score", "reason"))
    assert rows == [("manual", None, 3, ""), ("override", 3, 7, "Read too fast")]
    assert len(told()) == 2


def test_late_work_loses_its_share_once_and_may_be_spared():
    taker = AssignmentTaker(due_at=NOON - DAY, late_policy="deduct", late_percent_per_day=10)
    handed = taker.hand_in(at=NOON + HOUR)
    assert handed.status == AttemptStatus.LATE
    marked = mark(handed, GivenMarks({}, "", points=Decimal(9)))
    assert (marked.points_off, marked.points, marked.score) == (Decimal(2), Decimal(7), Decimal(70))
    seen = Marking.objects.get().pk
    judgement = GivenMarks({}, "", points=Decimal(9), takes_off=False)
    marked = mark(handed, judgement, seen=seen, reason="The site was down")
    assert (marked.points_off, marked.points) == (Decimal(0), Decimal(9))


def test_marks_for_everybody_together():
    taker = AssignmentTaker(feedback="together")
    handed = taker.hand_in()
    marked = mark(handed, GivenMarks({}, "Good", points=Decimal(6)))
    assert (marked.status, marked.published_at, told()) == (AttemptStatus.GRADED, None, [])
    shown = as_shown(Submission.objects.get())
    assert (shown.status, shown.points, shown.comment) == (AttemptStatus.PENDING, None, "")
    graded_item = taker.assignment.graded_item
    assert grading.publish_marks(graded_item=graded_item, at=NOON + 2 * DAY) == 1
    assert grading.publish_marks(graded_item=graded_item, at=NOON + 3 * DAY) == 0
    assert (Submission.objects.get().published_at, len(told())) == (NOON + 2 * DAY, 1)


def test_marks_stay_as_they_are_whatever_the_author_does(taker):
    handed = taker.hand_in()
    mark(handed, GivenMarks({FIRST: 2, SECOND: 1}, ""))
    taker.assignment.passing_score, taker.assignment.rubric = 100, rubric(("New", [("a", 0), ("b", 90)]))
    taker.assignment.save()
    handed.refresh_from_db()
    assert (handed.passed, handed.points, handed.most_points) == (True, Decimal(10), Decimal(10))
    assert AssignmentSnapshot.from_json(handed.brief).passing_score == 50


def test_the_queue_is_of_those_who_mark_and_oldest_first():
    owner = make_instructor()
    taker = AssignmentTaker(attempt_limit=0)
    taker.course.course_instructors.create(account=owner)
    second = taker.hand_in("Later", at=NOON + HOUR)
    other = AssignmentTaker(due_at=NOON - HOUR)
    late = other.hand_in()
    mine, all_of_it = GradingQueue(owner), GradingQueue(make_manager())

    def in_order(queue: GradingQueue) -> list[int]:
        return [line.key.pk for line in lines(as_keys(list(queue.keys())))]

    assert in_order(mine) == [second.pk]
    assert in_order(all_of_it) == [late.pk, second.pk]
    assert in_order(GradingQueue(make_manager(), late=True)) == [late.pk]
    assert in_order(GradingQueue(make_manager(), graded_item_id=taker.assignment.graded_item_id)) == [
        second.pk
    ]
    assert in_order(GradingQueue(make_instructor())) == []
    keys = as_keys(list(all_of_it.keys()))
    assert all_of_it.neighbour(keys[0], after=True) == keys[1]
    assert all_of_it.neighbour(keys[1], after=False) == keys[0]
    assert all_of_it.neighbour(keys[1], after=True) is None
    mark(late, GivenMarks({}, "", points=Decimal(1)))
    assert in_order(all_of_it) == [second.pk]


def test_a_line_says_that_a_newer_one_is_in():
    taker = AssignmentTaker(attempt_limit=0)
    taker.hand_in("One")
    taker.hand_in("Two", at=NOON + HOUR)
    found = lines(as_keys(list(GradingQueue(make_manager()).keys())))
    assert [line.is_superseded for line in found] == [True, False]


def test_the_queue_costs_as_many_queries_for_many(django_assert_num_queries):
    taker, manager = AssignmentTaker(), make_manager()
    taker.hand_in()
    manager.has_perm("courses.manage_course")
    with django_assert_num_queries(3):
        lines(as_keys(list(GradingQueue(manager).keys())))
    for _number in range(5):
        taker.person = (other := enrolled(taker.course)).person
        taker.enrolment = other
        taker.hand_in()
    with django_assert_num_queries(3):
        assert len(lines(as_keys(list(GradingQueue(manager).keys())))) == 6


def test_comments_are_kept_once_each_by_their_own_person():
    one, other = make_manager(), make_manager()
    kept = comments.keep_comment(person=one, text=" Say more about the sources. ", at=NOON)
    again = comments.keep_comment(person=one, text="Say more about the sources.", at=NOON)
    assert kept == again
    comments.keep_comment(person=one, text="  ", at=NOON)
    comments.count_use(person=one, text="Fine. Say more about the sources. Bye.")
    assert SavedComment.objects.get().used_count == 1
    comments.delete_comment(person=other, public_id=kept.public_id)
    assert SavedComment.objects.count() == 1
    comments.delete_comment(person=one, public_id=kept.public_id)
    assert SavedComment.objects.count() == 0


def test_nothing_of_a_draft_is_marked(taker):
    draft = taker.write()
    with pytest.raises(GradingRefused):
        mark(draft, GivenMarks({FIRST: 2, SECOND: 1}, ""))
    assert (Marking.objects.count(), MarkedQuestion.objects.count()) == (0, 0)
