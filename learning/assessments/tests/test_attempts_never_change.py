"""Whatever authors do to a quiz and its questions afterwards: no past result changes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.assessments.models import AnswerEntry, Attempt, MarkedQuestion, Question, Quiz, QuizItem
from learning.assessments.selectors import results_of
from learning.courses.models import LessonPage
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.assessments import make_question, make_quiz, place
from learning.testing.quiz_takers import RIGHT, WRONG, QuizTaker, paper_of

pytestmark = pytest.mark.django_db

KINDS = ["single_choice", "multiple_choice", "true_false", "numeric", "short_text", "essay"]


class Author:
    """Somebody who changes a quiz in every way that there is."""

    def __init__(self, quiz: Quiz, page: LessonPage) -> None:
        self.quiz_pk, self.page = quiz.pk, page
        self.question_pks = list(quiz.items.values_list("question_id", flat=True))

    @property
    def quiz(self) -> Quiz | None:
        return Quiz.objects.filter(pk=self.quiz_pk).first()

    def _questions(self) -> list[Question]:
        return list(Question.objects.filter(pk__in=self.question_pks))

    def correct_the_keys(self) -> None:
        for question in self._questions():
            options = question.data.get("options", [])
            flags = [option["is_right"] for option in options]
            for option, flag in zip(options, flags[1:] + flags[:1], strict=True):
                option["is_right"] = flag
            if "is_true" in question.data:
                question.data["is_true"] = not question.data["is_true"]
            question.prompt = [{"type": "text", "value": "<p>Something else</p>"}]
            question.marks = 7
            question.save()  # past every check, as a script would

    def overwrite_a_revision(self) -> None:
        for question in self._questions():
            question.explanation = "<p>Overwritten</p>"
            revision = question.save_revision()
            question.save_revision(overwrite_revision=revision)
            revision.publish()

    def change_the_rules(self) -> None:
        if quiz := self.quiz:
            quiz.passing_score, quiz.penalty_percent, quiz.attempt_limit = 100, 100, 1
            quiz.show_answers, quiz.title = "never", "Renamed"
            quiz.save()

    def take_questions_out(self) -> None:
        QuizItem.objects.filter(quiz=self.quiz_pk).delete()

    def move_the_block(self) -> None:
        if quiz := self.quiz:
            if page := LessonPage.objects.filter(pk=self.page.pk).first():
                page.body = []
                page.save()
            place(quiz)

    def unpublish_it(self) -> None:
        if quiz := self.quiz:
            quiz.unpublish()

    def delete_the_quiz(self) -> None:
        Quiz.objects.filter(pk=self.quiz_pk).delete()

    def delete_the_questions(self) -> None:
        self.take_questions_out()
        Question.objects.filter(pk__in=self.question_pks).delete()

    def delete_the_lesson(self) -> None:
        if page := LessonPage.objects.filter(pk=self.page.pk).first():
            page.delete()


CHANGES = [name for name in vars(Author) if not name.startswith("_") and name != "quiz"]


def story(enrolment_pk: int) -> tuple[object, ...]:
    """All that is known of a learner's results."""
    return (
        list(Attempt.objects.filter(enrolment=enrolment_pk).order_by("pk").values()),
        list(MarkedQuestion.objects.filter(attempt__enrolment=enrolment_pk).order_by("pk").values()),
        list(AnswerEntry.objects.filter(attempt__enrolment=enrolment_pk).order_by("pk").values()),
        results_of([enrolment_pk]),
    )


@given(
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=3),
    right=st.integers(0, 3),
    changes=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=5),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_past_result_changes(kinds, right, changes):
    course = courses.make_course(modules=0, lessons=1)
    quiz = make_quiz(course, *(make_question(kind) for kind in kinds), show_answers="after_each")
    author = Author(quiz, place(quiz))
    taker = QuizTaker(quiz, enrolled(course, at=timezone.now()))
    taker.wait((timezone.now() - taker.viewer.moment).total_seconds())
    done, going = taker.take(right=right), taker.start()
    client = Client()
    client.force_login(taker.viewer.person)
    address = f"/my-dashboard/attempts/{done.public_id}/"
    before, marks = story(taker.enrolment.pk), [row.to_data() for row in paper_of(going)]
    for change in changes:
        getattr(author, change)()
    assert story(taker.enrolment.pk) == before
    page = client.get(address).content.decode()
    assert page.count('class="question"') == len(kinds)
    # Who is in the middle of it goes on with the paper and the rules they began with.
    going.refresh_from_db()
    assert [row.to_data() for row in paper_of(going)] == marks
    for row in paper_of(going):
        taker.save(going, row.place, (RIGHT if row.place <= right else WRONG)[row.asked.kind])
    finished = taker.submit(going)
    assert (finished.score, finished.passed, finished.points) == (done.score, done.passed, done.points)
