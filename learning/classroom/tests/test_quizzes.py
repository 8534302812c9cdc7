"""The screens of a quiz and an exam: before, during and after."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.access.models import Milestone
from learning.assessments.models import Attempt, AttemptStatus, MarkedQuestion, Marking, Quiz
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.assessments import CONTENT, make_exam, make_question, make_quiz, place
from learning.testing.clients import queries, signed_in, url_of
from learning.testing.quiz_takers import RIGHT, WRONG, QuizTaker, paper_of, quiz_in, some_quiz

pytestmark = pytest.mark.django_db

#: What the browser must not have before it may be seen, in the content of each kind.
SECRETS = {
    "single_choice": "SECRET feedback",
    "multiple_choice": "SECRET feedback",
    "true_false": "SECRET feedback",
    "fill_blank": "SECRETblank",
    "numeric": "87654.321",
    "short_text": "SECRETword",
}


class Pupil:
    """Somebody enrolled, at their browser."""

    def __init__(self, quiz: Quiz) -> None:
        self.taker = QuizTaker(quiz, enrolled(quiz.course, at=timezone.now() - timedelta(days=9)))
        self.taker.wait((timezone.now() - self.taker.viewer.moment).total_seconds())
        self.client = signed_in(self.taker.viewer.person)
        self.url = url_of(self.taker.course) + self.taker.place.path

    def begin(self) -> Attempt:
        answer = self.client.post(self.url)
        assert answer.status_code == 302, answer.content
        return Attempt.objects.get(status=AttemptStatus.IN_PROGRESS, enrolment=self.taker.enrolment)

    def at(self, attempt: Attempt) -> str:
        return f"/my-dashboard/attempts/{attempt.public_id}/"

    def get(self, attempt: Attempt) -> str:
        return self.client.get(self.at(attempt)).content.decode()

    def send(self, attempt: Attempt, what: str, *, right: bool = True, **more: Any) -> Any:
        """The form of the paper as a browser without a script sends it."""
        form: dict[str, Any] = {what: "1"} | more
        for row in paper_of(attempt):
            for name, values in (RIGHT if right else WRONG)[row.asked.kind].items():
                form[f"q{row.place}-{name}"] = values
        return self.client.post(self.at(attempt), form)


def test_the_way_from_the_start_to_a_pass_without_a_script():
    pupil = Pupil(some_quiz(attempt_limit=3))
    page = pupil.client.get(pupil.url).content.decode()
    assert "Start the quiz" in page and "3 of 3 left" in page and "3 questions" in page
    attempt = pupil.begin()
    assert "Question 3" in pupil.get(attempt)
    answer = pupil.send(attempt, "submit", right=False)
    page = pupil.client.get(answer.url).content.decode()
    assert "Not passed yet" in page and "2 attempts left" in page and "celebration" not in page
    second = pupil.begin()
    answer = pupil.send(second, "submit")
    page = pupil.client.get(answer.url).content.decode()
    assert "100%" in page and "celebration__confetti" in page
    assert "celebration__confetti" not in pupil.get(second)  # once is enough
    assert "Passed" in pupil.client.get(pupil.url).content.decode()


def test_saving_keeps_the_answers_in_the_form():
    pupil = Pupil(some_quiz(questions=1))
    attempt = pupil.begin()
    assert "data-is-answered" not in pupil.get(attempt)
    pupil.send(attempt, "save")
    page = pupil.get(attempt)
    assert 'value="b" checked' in page and "data-is-answered" in page


def test_a_script_that_kept_everything_sends_no_answers():
    """What another tab kept later is not overwritten by the form of this one."""
    pupil = Pupil(some_quiz(questions=1))
    attempt = pupil.begin()
    pupil.taker.save(attempt, 1, RIGHT["single_choice"])
    pupil.send(attempt, "submit", right=False, kept="1")
    attempt.refresh_from_db()
    assert attempt.score == 100


def test_a_checked_question_shows_its_answer_and_closes():
    pupil = Pupil(some_quiz(show_answers="after_each"))
    attempt = pupil.begin()
    assert pupil.send(attempt, "save").status_code == 302
    answer = pupil.client.post(pupil.at(attempt), {"check": "1", "kept": "1"})
    assert answer.url.endswith("#question-1")
    page = pupil.get(attempt)
    assert page.count("data-is-closed") == 1 and 'name="q1-choice"' not in page
    assert 'name="q2-choice"' in page


def test_an_open_attempt_goes_on():
    pupil = Pupil(some_quiz())
    attempt = pupil.begin()
    assert "Resume" in pupil.client.get(pupil.url).content.decode()
    assert pupil.client.post(pupil.url).url == pupil.at(attempt)


def test_other_peoples_attempts_are_not_there():
    pupil = Pupil(some_quiz())
    attempt = pupil.begin()
    stranger, other = Client(), signed_in(UserFactory())
    for client, status in ((other, 404), (stranger, 302)):
        assert client.get(pupil.at(attempt)).status_code == status
        assert client.post(pupil.at(attempt), {"submit": "1"}).status_code == status
    attempt.refresh_from_db()
    assert attempt.is_open


def test_an_attempt_outlives_its_quiz():
    pupil = Pupil(some_quiz())
    attempt = pupil.taker.take(right=2)
    before = pupil.get(attempt)
    assert "66.67%" in before
    pupil.taker.source.delete()
    after = pupil.get(attempt)
    assert "66.67%" in after and "Question 3" in after
    assert pupil.client.get(pupil.url).status_code == 404


def test_whoever_looks_after_the_time_finds_it_submitted():
    pupil = Pupil(some_quiz(time_limit_minutes=1))
    attempt = pupil.begin()
    pupil.taker.save(attempt, 1, RIGHT["single_choice"])
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - timedelta(hours=1))
    assert "automatically, when time ran out" in pupil.get(attempt)
    attempt.refresh_from_db()
    assert (attempt.was_closed_by_clock, attempt.points) == (True, 1)


def test_nobody_begins_a_quiz_of_a_course_they_are_not_in():
    quiz = some_quiz()
    url = Pupil(quiz).url
    somebody = signed_in(UserFactory())
    assert somebody.get(url).status_code == 403
    assert somebody.post(url).status_code == 403
    assert not Attempt.objects.exists()


def test_whoever_teaches_sees_a_sample_of_which_nothing_is_kept():
    teacher = courses.make_instructor()
    course = courses.make_course(modules=0, lessons=1, owner=teacher)
    quiz = quiz_in(course, make_question(), make_question("matching"))
    url = Pupil(quiz).url
    client = signed_in(teacher)
    assert "Open preview" in client.get(url).content.decode()
    page = client.get(url + "?sample=1").content.decode()
    assert "Question 2" in page and 'name="submit"' not in page
    assert not Attempt.objects.exists()


def test_a_learner_gets_no_sample():
    pupil = Pupil(some_quiz())
    assert "Start the quiz" in pupil.client.get(pupil.url + "?sample=1").content.decode()


def test_the_exam_waits_for_the_lessons():
    course = courses.make_course(modules=0, lessons=1)
    exam = make_exam(course, make_question())
    url = url_of(course) + "exam/"
    enrolment = enrolled(course, at=timezone.now() - timedelta(days=9))
    client = signed_in(enrolment.person)
    page = client.get(url).content.decode()
    assert "Complete all required lessons to open the exam." in page and "Start the exam" not in page
    client.post(url)
    assert not Attempt.objects.exists()
    Milestone.objects.create(
        person=enrolment.person, course=course, kind="required_lessons", achieved_at=timezone.now()
    )
    client.post(url)
    assert Attempt.objects.get().placement.graded_item == exam.graded_item


def _secret(kind: str) -> dict[str, Any]:
    """The content of a kind with what nobody may see before the end."""
    data = json.loads(json.dumps(CONTENT[kind]))
    for option in data.get("options", ()):
        option["feedback"] = SECRETS[kind]
    if kind == "true_false":
        data |= {"feedback_right": SECRETS[kind], "feedback_wrong": SECRETS[kind]}
    if kind == "fill_blank":
        data["blanks"][0]["accepted"] = [SECRETS[kind]]
    if kind == "short_text":
        data["accepted"] = [SECRETS[kind]]
    if kind == "numeric":
        data["answer"] = SECRETS[kind]
    return data


@pytest.mark.parametrize("kind", CONTENT)
@pytest.mark.parametrize("show", ["never", "after_each", "after_passing", "after_deadline"])
def test_no_key_reaches_the_browser_before_it_may(kind, show):
    """On the raw bytes of every page and answer of an attempt that was failed."""
    question = make_question(kind, data=_secret(kind), explanation="<p>SECRET explanation</p>")
    course = courses.make_course(modules=0, lessons=1)
    later = (timezone.now() + timedelta(days=2)).replace(microsecond=0)  # pages tell it: no digits of the key
    quiz = quiz_in(course, question, make_question(), show_answers=show, due_at=later)
    pupil = Pupil(quiz)
    seen = [pupil.client.get(pupil.url).content]
    attempt = pupil.begin()
    seen.append(pupil.client.get(pupil.at(attempt)).content)
    body = {"key": "11111111-1111-4111-8111-111111111111", "fields": WRONG.get(kind, {})}
    api = f"/api/v1/attempts/{attempt.public_id}/"
    seen.append(pupil.client.put(f"{api}answers/1/", json.dumps(body), "application/json").content)
    seen.append(pupil.client.get(api).content)
    seen.append(pupil.client.get(pupil.at(attempt)).content)
    lesson = pupil.taker.place.lesson
    assert lesson is not None
    seen.append(pupil.client.get(url_of(course) + lesson.path).content)
    pupil.client.post(pupil.at(attempt), {"submit": "1", "kept": "1"})
    if show != "after_each":  # there, everything may be seen once it is submitted
        seen.append(pupil.client.get(pupil.at(attempt)).content)
    told = b"".join(seen).decode()
    assert "SECRET" not in told and "87654" not in told
    for word in ("is_right", "is_true", "accepted", "tolerance", str(attempt.seed), "content_hash"):
        assert word not in told
    attempt.refresh_from_db()
    if show == "after_each" and kind != "essay":
        assert "SECRET explanation" in pupil.get(attempt)


def test_the_order_of_an_ordering_is_not_that_of_its_key():
    """Neither in the names of the fields nor in the order in which they stand."""
    data = {"items": [{"id": f"i{n}", "text": f"Step {n}"} for n in range(6)]}
    course = courses.make_course(modules=0, lessons=1)
    pupil = Pupil(quiz_in(course, make_question("ordering", data=data), shuffles_options=False))
    page = pupil.get(pupil.begin())
    places = [page.index(f"data-item-text>Step {n}<") for n in range(6)]
    assert places != sorted(places)
    assert not any(f"place-i{n}" in page for n in range(6))


def test_right_answers_are_shown_once_passed():
    question = make_question(data=_secret("single_choice"), explanation="<p>SECRET explanation</p>")
    pupil = Pupil(quiz_in(courses.make_course(modules=0, lessons=1), question))
    failed = pupil.begin()
    pupil.send(failed, "submit", right=False)
    assert "SECRET" not in pupil.get(failed)
    passed = pupil.begin()
    pupil.send(passed, "submit")
    assert "SECRET explanation" in pupil.get(passed)
    assert "SECRET feedback" in pupil.get(failed)  # now the first one, too


def test_a_corrected_key_is_the_right_answer_from_then_on():
    pupil = Pupil(quiz_in(courses.make_course(modules=0, lessons=1), make_question()))
    attempt = pupil.begin()
    pupil.send(attempt, "submit")
    data = json.loads(json.dumps(CONTENT["single_choice"]))
    for option in data["options"]:
        option["is_right"] = option["id"] == "a"
    now = timezone.now()
    row = {"place": 1, "how": "remark", "score": 1, "most_marks": 1, "at": now, "detail": {"data": data}}
    before = pupil.get(attempt)
    Marking.objects.create(attempt=attempt, **row)
    assert "incorrect" not in before
    assert "incorrect" in pupil.get(attempt)  # what they chose is no longer the right one


def test_a_lesson_shows_what_it_places_and_how_one_stands():
    pupil = Pupil(some_quiz())
    lesson = pupil.taker.place.lesson
    assert lesson is not None
    url = url_of(pupil.taker.course) + lesson.path

    def card() -> str:
        page = pupil.client.get(url).content.decode()
        assert "<!--activity" not in page
        return page.partition('class="activity-card')[2].partition("</section>")[0]

    assert "3 questions" in card() and "Go to the quiz" in card() and pupil.url in card()
    attempt = pupil.begin()
    assert "In progress" in card()
    pupil.send(attempt, "submit", right=False)
    assert "Best so far: 0%" in card()
    second = pupil.begin()
    pupil.send(second, "submit")
    assert "Passed with 100%" in card()
    pupil.taker.source.unpublish()
    assert card() == ""


def test_more_activities_costs_no_more_queries():
    course = courses.make_course(modules=0, lessons=1)
    costs = []
    for count in (1, 5):
        page = place(*[make_quiz(course, make_question()) for _number in range(count)])
        person = enrolled(course, at=timezone.now() - timedelta(days=9)).person
        lesson = Course.objects.get(pk=course.pk).latest_release.lessons.get(lesson=page.lesson_id)
        assert len(lesson.activities) == count
        costs.append(queries(signed_in(person), page.get_url() or ""))
    assert costs[0] == costs[1]


def test_nothing_of_the_marks_is_seen_while_an_essay_waits():
    course = courses.make_course(modules=0, lessons=1)
    pupil = Pupil(quiz_in(course, make_question(), make_question("essay"), show_answers="after_each"))
    attempt = pupil.begin()
    pupil.send(attempt, "submit")
    page = pupil.get(attempt)
    assert (
        "Some of your answers still need to be graded." in page
        and "1 / 1" not in page
        and "I think, and then" in page
    )
    essay = MarkedQuestion.objects.get(kind="essay")
    assert essay.score is None


@pytest.mark.parametrize("kind", CONTENT)
def test_every_kind_has_fields_that_it_reads_itself(kind):
    """What the page offers, chosen, comes back as an answer of that kind."""
    course: Course = courses.make_course(modules=0, lessons=1)
    pupil = Pupil(quiz_in(course, make_question(kind)))
    attempt = pupil.begin()
    page = pupil.get(attempt)
    row = paper_of(attempt)[0]
    names = {f"q1-match-{left['id']}" for left in row.shown.get("lefts", ())}
    names |= {f"q1-place-{item['id']}" for item in row.shown.get("items", ())}
    names |= {f"q1-blank-{piece['blank']}" for piece in row.shown.get("pieces", ()) if "blank" in piece}
    names = names or {"q1-choice" if "options" in row.shown else "q1-text"}
    assert all(f'name="{name}"' in page for name in names)
    values = [right["id"] for right in row.shown.get("rights", ())] or ["1", "2", "3"]
    form = {name: values[number % len(values)] for number, name in enumerate(sorted(names))}
    form |= {f"q1-{name}": values for name, values in RIGHT.get(kind, {}).items()}
    pupil.client.post(pupil.at(attempt), form | {"submit": "1"})
    assert MarkedQuestion.objects.get(attempt=attempt).answer is not None
    assert "You didn't answer this question." not in pupil.get(attempt)


def test_more_questions_cost_no_more_queries():
    few, many = Pupil(some_quiz(questions=2)), Pupil(some_quiz(questions=12))
    costs = []
    for pupil in (few, many):
        attempt = pupil.begin()
        paper = queries(pupil.client, pupil.at(attempt))
        pupil.send(attempt, "submit")
        costs.append((queries(pupil.client, pupil.url), paper, queries(pupil.client, pupil.at(attempt))))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 30
