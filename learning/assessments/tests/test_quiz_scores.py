"""A course that asks for a score in a quiz: the verdict, whom a change shuts out, what can't be reached."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning.access.engine.rule_checks import rules_that_cannot_work
from learning.access.impact.evaluation import impact_of_course
from learning.access.policies import course_verdict, may_enrol
from learning.assessments.actions.accommodations import give_accommodation
from learning.courses.models import Course, CoursePrerequisite, QuizPrerequisite
from learning.courses.rules import CourseRules
from learning.courses.viewer import InventedGrant, Persona
from learning.testing import courses
from learning.testing.access import DAY, NOON, enrolled, fresh, page_of, viewer
from learning.testing.assessments import make_exam, make_question, make_quiz, place
from learning.testing.graded_work import graded_attempt

pytestmark = pytest.mark.django_db


class Ask:
    """A course that asks for 80% in a quiz of another."""

    def __init__(self) -> None:
        self.basics = courses.make_course(modules=0, lessons=1, title="Basics")
        self.quiz = make_quiz(self.basics, make_question(), title="Beans")
        self.lesson = place(self.quiz)
        self.course = ask(courses.make_course(), self.quiz.translation_key)
        self.enrolment = enrolled(self.basics)
        self.viewer = viewer(self.enrolment.person)

    def verdict(self, eyes=None):
        return may_enrol(eyes or self.viewer, fresh(self.course))

    def score(self, score, **fields):
        return graded_attempt(self.enrolment, self.quiz, score=score, page=self.lesson, **fields)


def ask(course: Course, *quizzes: uuid.UUID, least: int = 80) -> Course:
    page = page_of(course)
    page.quiz_prerequisites = [QuizPrerequisite(quiz=quiz, least_score=least) for quiz in quizzes]
    page.save_revision().publish()
    return fresh(course)


def codes() -> list[str]:
    return [finding.code for finding in rules_that_cannot_work(at=NOON)]


def test_the_sentence_names_the_quiz_the_least_and_the_best_so_far():
    case = Ask()
    refused = case.verdict()
    assert refused.code == "quiz_score"
    assert refused.sentence == "Score at least 80% in the quiz “Beans” first."
    assert refused.next_step.url.endswith(f"/{case.lesson.slug}/")
    case.score(60)
    case.score("79.99")
    assert case.verdict().sentence.endswith("first. Your best score so far is 79.9%.")
    case.score(80)
    case.score(10)
    assert case.verdict()


def test_it_holds_those_who_are_in_already_back_too():
    case = Ask()
    person = enrolled(case.course).person
    assert course_verdict(viewer(person), fresh(case.course)).code == "quiz_score"


def test_what_is_not_published_does_not_count():
    case = Ask()
    case.score(100, published=False)
    assert not case.verdict()


def test_looking_back_the_score_of_the_moment_counts():
    case = Ask()
    for course in (case.basics, case.course):  # what was not there yet was asked of nobody
        fresh(course).releases.update(released_at=NOON - 9 * DAY)
        course.status_changes.update(changed_at=NOON - 9 * DAY)
    case.score(90)
    assert case.verdict(case.viewer.back_at(NOON))
    assert case.verdict(case.viewer.back_at(NOON - DAY)).code == "quiz_score"


def test_an_invented_learner_has_the_scores_they_are_given():
    case = Ask()
    quiz, grant = case.quiz.translation_key, InventedGrant(case.course.pk, NOON - DAY)
    for score, is_open in ((79, False), (80, True)):
        persona = Persona(grants=(grant,), scores=((quiz, score),))
        eyes = replace(viewer(None), persona=persona)
        assert bool(course_verdict(eyes, fresh(case.course))) is is_open


def test_a_quiz_that_is_gone_is_still_named():
    case = Ask()
    case.quiz.delete()
    assert "“Beans”" in case.verdict().sentence


def test_nobody_pays_for_what_nobody_asks():
    case = Ask()
    plain = courses.make_course()

    def queries(course):
        course_verdict(case.viewer, fresh(course))
        loaded = fresh(course)
        with CaptureQueriesContext(connection) as taken:
            course_verdict(case.viewer, loaded)
        return len(taken)

    assert queries(plain) == 1
    enrolled(case.course, person=case.viewer.person)
    asked = queries(case.course)
    ask(case.course, *[make_quiz(case.basics, make_question()).translation_key for _number in range(3)])
    assert queries(case.course) == asked


def test_the_impact_of_asking_for_a_score_is_told():
    case = Ask()
    course = courses.make_course()
    inside = [enrolled(course).person for _number in range(3)]
    for person, score in zip(inside, (85, 60), strict=False):
        graded_attempt(enrolled(case.basics, person=person), case.quiz, score=score, page=case.lesson)
    rules = CourseRules(quiz_scores=((case.quiz.translation_key, 80),))
    impact = impact_of_course(fresh(course), at=NOON, rules=rules)
    assert set(impact.shut_out) == {inside[1].pk, inside[2].pk}
    assert not impact_of_course(fresh(course), at=NOON, rules=CourseRules())


def test_a_score_that_can_be_reached_is_not_complained_of():
    Ask()
    assert codes() == []


@pytest.mark.parametrize("what", ["unpublished", "deleted", "empty", "unplaced", "too much", "archived"])
def test_a_score_that_nobody_can_reach_is_found(what):
    case = Ask()
    if what == "unpublished":
        case.quiz.unpublish()
    elif what == "deleted":
        case.quiz.delete()
    elif what == "empty":
        case.quiz.items.all().delete()
    elif what == "unplaced":
        ask(case.course, make_quiz(case.basics, make_question()).translation_key)
    elif what == "too much":
        ask(case.course, case.quiz.translation_key, least=101)
    else:
        Course.objects.filter(pk=case.basics.pk).update(status=Course.Status.ARCHIVED)
    found = [one for one in rules_that_cannot_work(at=NOON) if one.course_id == case.course.pk]
    assert [one.code for one in found] == ["quiz_score_out_of_reach"]


def test_a_quiz_in_a_course_that_waits_for_this_one_is_a_circle():
    case = Ask()
    page = page_of(case.basics)
    page.prerequisites = [CoursePrerequisite(course=case.course)]
    page.save_revision().publish()
    assert codes() == ["quiz_score_circle"]


def test_a_quiz_of_the_course_itself_is_a_circle():
    case = Ask()
    ask(case.basics, case.quiz.translation_key)
    assert "quiz_score_circle" in codes()


@pytest.mark.parametrize("required", [True, False])
def test_a_placed_quiz_without_questions_is_found_where_it_is_required(required):
    course = courses.make_course(modules=0, lessons=1)
    place(make_quiz(course, is_required=required))
    assert codes() == (["quiz_without_questions"] if required else [])


@pytest.mark.parametrize("what", ["deleted", "unpublished"])
def test_a_placed_quiz_that_is_gone_is_found_with_its_lesson(what):
    course = courses.make_course(modules=0, lessons=1)
    quiz = make_quiz(course, make_question(), title="Sums", is_required=False)
    page = place(quiz)
    assert codes() == []
    quiz.delete() if what == "deleted" else quiz.unpublish()
    (found,) = rules_that_cannot_work(at=NOON)
    assert found.code == "activity_missing"
    words = f"The lesson “{page.title}” includes “Sums”, which was deleted or isn't published."
    assert found.sentence == words
    assert found.url == reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_a_course_without_lessons_is_found():
    course = courses.make_course(modules=0, lessons=0)
    (found,) = rules_that_cannot_work(at=NOON)
    assert (found.code, found.course_id) == ("course_without_lessons", course.pk)


def test_an_exam_without_questions_is_found():
    course = courses.make_course()
    exam = make_exam(course)
    assert codes() == ["exam_without_questions"]
    exam.is_active = False
    exam.save()
    assert codes() == []


@pytest.mark.parametrize(
    ("draws", "expected"),
    [
        ([{"draw_count": 2, "draw_tag": "Soil"}], 0),
        ([{"draw_count": 3, "draw_tag": "soil"}], 1),
        ([{"draw_count": 1, "draw_tag": "soil", "draw_difficulty": "hard"}], 1),
        ([{"draw_count": 2, "draw_tag": "soil"}, {"draw_count": 1}], 0),
        ([{"draw_count": 2, "draw_tag": "soil"}, {"draw_count": 2}], 1),
    ],
)
def test_draws_that_are_larger_than_the_bank_are_found(draws, expected):
    course = courses.make_course(modules=0, lessons=1)
    fixed = make_question(tags=["soil"])
    for _number in range(2):
        make_question(tags=["soil"], difficulty="easy")
    make_question(difficulty="easy")
    make_question(course=courses.make_course())
    place(make_quiz(course, fixed, draws=tuple(draws)))
    assert codes().count("draw_larger_than_bank") == expected


def test_the_report_takes_as_many_queries_for_few_quizzes_as_for_many():
    case = Ask()

    def queries():
        with CaptureQueriesContext(connection) as taken:
            rules_that_cannot_work(at=NOON)
        return len(taken)

    place(make_quiz(case.basics, make_question(), draws=({"draw_count": 5},)))
    few = queries()
    for _number in range(3):
        place(make_quiz(case.basics, make_question(tags=["soil"]), draws=({"draw_count": 5},)))
    ask(case.course, case.quiz.translation_key, make_quiz(case.basics, make_question()).translation_key)
    assert queries() == few


@pytest.mark.parametrize(
    ("setting", "due_after", "given_after", "told"),
    [
        ("at_once", 1, None, "Your best score so far is 60%."),
        ("never", 1, None, "Scores aren't shown."),
        ("after_deadline", -1, None, "Your best score so far is 60%."),
        ("after_deadline", 1, None, "Your score will be shown on"),
        ("after_deadline", -1, 1, "Your score will be shown on"),  # the learner's own date decides
    ],
)
def test_a_score_is_told_only_once_it_may_be_seen(setting, due_after, given_after, told):
    case = Ask()
    case.score(60)
    now = case.viewer.moment
    case.quiz.show_scores, case.quiz.due_at = setting, now + due_after * DAY
    case.quiz.save()
    if given_after is not None:
        give_accommodation(
            course=case.basics,
            graded_item=case.quiz.graded_item,
            person=case.enrolment.person,
            cohort=None,
            time_factor=None,
            extra_attempts=0,
            due_at=now + given_after * DAY,
            reason="Illness",
            by=courses.make_manager(),
            at=now,
        )
    refused = case.verdict()
    assert refused.code == "quiz_score"
    assert told in refused.sentence
    assert ("60" in refused.sentence) == told.startswith("Your best")
    assert refused.next_step.url.endswith(f"/{case.lesson.slug}/")


def test_who_has_no_score_is_told_of_none():
    case = Ask()
    case.quiz.show_scores = "never"
    case.quiz.save()
    assert case.verdict().sentence == "Score at least 80% in the quiz “Beans” first."
