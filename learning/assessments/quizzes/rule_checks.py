"""Quizzes and exams that can't be passed, and rules of courses that name such: for the report of access."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from learning.access.engine.rule_checks import RuleCheckData, RuleFinding, why_closed
from learning.assessments.activity_kinds import assessment_kind
from learning.assessments.models import Assignment, Exam, GradedItem, Question, Quiz
from learning.assessments.quizzes.quiz_lookup import asks_something
from learning.courses.models import LessonPage, ReleaseLesson
from learning.courses.selectors import prerequisite_chain

BEST = 100


@dataclass(frozen=True, slots=True)
class _InBank:
    """A published question as draws see it. `tags` in lower case."""

    name: UUID
    locale_id: int
    course_id: int | None
    difficulty: str
    tags: frozenset[str]

    def suits(self, source: Any, item: Any) -> bool:
        """Whether a draw of this quiz or exam may take it."""
        return (
            self.locale_id == source.course.source_locale_id
            and self.course_id in (None, source.course_id)
            and item.draw_difficulty in ("", self.difficulty)
            and (not item.draw_tag or item.draw_tag.lower() in self.tags)
        )


def _bank() -> list[_InBank]:
    tags: dict[int, set[str]] = defaultdict(set)
    for pk, name in Question.tags.through.objects.values_list("content_object_id", "tag__name"):
        tags[pk].add(name.lower())
    rows = Question.objects.filter(live=True).order_by("pk")
    columns = ("pk", "translation_key", "locale_id", "course_id", "difficulty")
    return [
        _InBank(name, locale, course, difficulty, frozenset(tags[pk]))
        for pk, name, locale, course, difficulty in rows.values_list(*columns)
    ]


def find_flaws(academy: RuleCheckData) -> Iterator[RuleFinding]:
    """At most fourteen queries, however many quizzes and questions there are."""
    quizzes = _sources(Quiz)
    by_key = {quiz.translation_key: quiz for quiz in quizzes}
    placed = _placed(academy)
    yield from _named(academy, by_key, placed)
    yield from _missing(academy, by_key)
    yield from _empty(academy, by_key, placed)
    standing = set(academy.standing)
    exams = [exam for exam in _sources(Exam) if exam.is_active and exam.course_id in standing]
    for exam in exams:
        if not asks_something(exam):
            sentence = _("The exam “%(title)s” has no questions, so no one can complete the course.")
            yield _found(academy, "exam_without_questions", exam, sentence % {"title": exam.title})
    yield from _draws(academy, [quiz for quiz in quizzes if quiz.translation_key in placed] + exams)


def _sources(model: Any) -> list[Any]:
    rows = (
        model.objects.filter(live=True)
        .select_related("course", "graded_item")
        .prefetch_related("items__question")
    )
    return [row for row in rows if row.locale_id == row.course.source_locale_id]


def _placed(academy: RuleCheckData) -> dict[UUID, set[int]]:
    """In which courses on the site each quiz is placed, by its public id."""
    standing = set(academy.standing)
    releases = [academy.courses[pk].latest_release_id for pk in standing]
    rows = ReleaseLesson.objects.filter(release__in=releases).exclude(activities=[])
    found: dict[UUID, set[int]] = defaultdict(set)
    for course_id, activities in rows.values_list("release__course_id", "activities"):
        for _block, kind, public_id in activities:
            if kind == Quiz.ACTIVITY_KIND:
                found[UUID(public_id)].add(course_id)
    return found


def _missing(academy: RuleCheckData, quizzes: dict[UUID, Any]) -> Iterator[RuleFinding]:
    """Activities that lessons on the site place, and that were deleted or unpublished since. Four queries."""
    releases = [academy.courses[pk].latest_release_id for pk in academy.standing]
    rows = ReleaseLesson.objects.filter(release__in=releases).exclude(activities=[]).order_by("position")
    placed = list(rows.values_list("release__course_id", "lesson_id", "lesson__title", "activities"))
    assignments = {each.translation_key for each in Assignment.objects.filter(live=True)} if placed else set()
    there = {Quiz.ACTIVITY_KIND: set(quizzes), Assignment.ACTIVITY_KIND: assignments}
    gone = {
        (course_id, lesson_id, title, kind, UUID(public_id))
        for course_id, lesson_id, title, activities in placed
        for _block, kind, public_id in activities
        if kind in there and UUID(public_id) not in there[kind]
    }
    lessons = [lesson_id for _course, lesson_id, *_rest in gone]
    titles = dict(
        GradedItem.objects.filter(public_id__in=[each[4] for each in gone]).values_list("public_id", "title")
    )
    pages = dict(LessonPage.objects.filter(lesson__in=lessons, alias_of=None).values_list("lesson", "pk"))
    for course_id, lesson_id, title, kind, public_id in sorted(gone, key=str):
        words = _("The lesson “%(lesson)s” includes “%(title)s”, which was deleted or isn't published.")
        named = titles.get(public_id) or assessment_kind(kind).label
        page = pages.get(lesson_id)
        url = reverse("wagtailadmin_pages:edit", args=[page]) if page else ""
        sentence = words % {"lesson": title, "title": named}
        yield academy.found("activity_missing", course_id, sentence, url)


def _named(
    academy: RuleCheckData, quizzes: dict[UUID, Any], placed: dict[UUID, set[int]]
) -> Iterator[RuleFinding]:
    """Quizzes that a course asks a score of."""
    wanted = {quiz for pk in academy.standing for quiz, _least in academy.rules(pk).quiz_scores}
    graded_items = (
        {
            graded_item.public_id: graded_item
            for graded_item in GradedItem.objects.filter(public_id__in=wanted)
        }
        if wanted
        else {}
    )
    asked = {
        pk: [graded_items[quiz].course_id for quiz, _least in state.rules.quiz_scores if quiz in graded_items]
        for pk, state in academy.states.items()
    }
    before = {pk: {*academy.before[pk], *courses} for pk, courses in asked.items()}
    for course_id in academy.standing:
        for key, least in academy.rules(course_id).quiz_scores:
            why = _why_out_of_reach(academy, quizzes.get(key), placed.get(key, set()), least)
            title = graded_items[key].title if key in graded_items else "?"
            if why:
                words = _("Learners can't reach the required score in the quiz “%(quiz)s”. %(why)s")
                sentence = words % {"quiz": title, "why": why}
                yield academy.found("quiz_score_out_of_reach", course_id, sentence)
        circle = prerequisite_chain(course_id, course_id, before) if asked[course_id] else []
        if circle and not prerequisite_chain(course_id, course_id, academy.before):
            titles = " → ".join(academy.title(one) for one in reversed(circle))
            words = _("No one can start: each course requires passing a quiz in the next one: %(circle)s.")
            yield academy.found("quiz_score_circle", course_id, words % {"circle": titles})


def _why_out_of_reach(academy: RuleCheckData, quiz: Any, courses: Iterable[int], least: int) -> str:
    """In a sentence; empty where the score can be reached."""
    if quiz is None:
        return _("It isn't published.")
    if least > BEST:
        return _("The highest possible score is 100%%, but %(least)d%% is required.") % {"least": least}
    if not asks_something(quiz):
        return _("It has no questions.")
    reasons = [why_closed(academy, course_id) for course_id in courses]
    if not reasons:
        return _("It isn't in any published lesson.")
    return "" if "" in reasons else reasons[0]


def _empty(
    academy: RuleCheckData, quizzes: dict[UUID, Any], placed: dict[UUID, set[int]]
) -> Iterator[RuleFinding]:
    for key, courses in placed.items():
        quiz = quizzes.get(key)
        if quiz is not None and quiz.is_required and not asks_something(quiz):
            words = _(
                "The quiz “%(title)s” is required but has no questions, so its lesson can't be completed."
            )
            for _course in sorted(courses):
                yield _found(academy, "quiz_without_questions", quiz, words % {"title": quiz.title})


def _draws(academy: RuleCheckData, sources: list[Any]) -> Iterator[RuleFinding]:
    with_draws = [source for source in sources if any(item.is_draw for item in source.items.all())]
    bank = _bank() if with_draws else []
    for source in with_draws:
        for item, there in _too_large(source, bank):
            words = _(
                "“%(title)s” draws %(count)d questions, but the question bank only has %(there)d that match."
            )
            sentence = words % {"title": source.title, "count": item.draw_count, "there": there}
            yield _found(academy, "draw_larger_than_bank", source, sentence)


def _too_large(source: Any, bank: list[_InBank]) -> Iterator[tuple[Any, int]]:
    """The draws that get fewer than they ask for, and how many they get. No question is asked twice."""
    items = list(source.items.all())
    taken = {item.question.translation_key for item in items if item.question_id}
    pools = [(item, [one for one in bank if one.suits(source, item)]) for item in items if item.is_draw]
    for item, pool in sorted(pools, key=lambda pair: len(pair[1])):
        left = [one.name for one in pool if one.name not in taken]
        taken.update(left[: item.draw_count])
        if len(left) < item.draw_count:
            yield item, len(left)


def _found(academy: RuleCheckData, code: str, source: Any, sentence: str) -> RuleFinding:
    url = reverse(source.snippet_viewset.get_url_name("edit"), args=[source.pk])
    return academy.found(code, source.course_id, sentence, url)
