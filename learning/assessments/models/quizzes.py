"""Quizzes and exams as their authors write them: rules, and questions or draws in an order."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelsearch import index
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField

from .authored import AuthoredItem
from .questions import Question

MOST_MINUTES = 60 * 24 * 7
MOST_DRAWN = 200


class ShowAnswers(models.TextChoices):
    """When a learner is shown the right answers."""

    NEVER = "never", _("Never")
    AFTER_EACH = "after_each", _("After each question")
    AFTER_PASSING = "after_passing", _("After passing")
    AFTER_DEADLINE = "after_deadline", _("After the deadline")


class CountedAttempt(models.TextChoices):
    """Which of several attempts makes the score that counts for the grade."""

    BEST = "best", _("Best attempt")
    LAST = "last", _("Last attempt")
    FIRST = "first", _("First attempt")
    MEAN = "mean", _("Average of all attempts")


class ShowScores(models.TextChoices):
    """When a learner is shown the score of an attempt."""

    NEVER = "never", _("Never")
    AT_ONCE = "at_once", _("As soon as an attempt is graded")
    AFTER_DEADLINE = "after_deadline", _("After the deadline")


class ShowOutcomes(models.TextChoices):
    """When a learner is shown which of their answers are right."""

    NEVER = "never", _("Never")
    AT_ONCE = "at_once", _("After each attempt")
    AFTER_PASSING = "after_passing", _("After passing or the last attempt")
    AFTER_DEADLINE = "after_deadline", _("After the deadline")


class Examination(AuthoredItem):
    """What a quiz and an exam have in common: how questions are put, and what an attempt is worth."""

    description = RichTextField(
        _("description"),
        blank=True,
        features=["bold", "italic", "link", "ul", "ol"],
        help_text=_("Shown before the attempt starts."),
    )
    passing_score = models.PositiveSmallIntegerField(
        _("passing score in %"), default=70, validators=[MaxValueValidator(100)]
    )
    attempt_limit = models.PositiveSmallIntegerField(
        _("attempts"), default=0, help_text=_("0 for unlimited.")
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
        help_text=_("Leave empty for no limit."),
    )
    due_at = models.DateTimeField(
        _("deadline"),
        null=True,
        blank=True,
        help_text=_("Attempts can't be started or continued after this. Leave empty for no deadline."),
    )
    cool_down_minutes = models.PositiveIntegerField(
        _("minutes between attempts"), default=0, validators=[MaxValueValidator(60 * 24 * 365)]
    )
    penalty_percent = models.PositiveSmallIntegerField(
        _("incorrect answer penalty in %"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("Share of the question's marks deducted for an incorrect answer."),
    )
    counted_attempt = models.CharField(
        _("score that counts"),
        max_length=8,
        choices=CountedAttempt.choices,
        default=CountedAttempt.BEST,
        help_text=_("For the grade. To pass, one attempt has to reach the passing score."),
    )
    shuffles_questions = models.BooleanField(_("shuffle questions"), default=False)
    shuffles_options = models.BooleanField(_("shuffle options"), default=True)
    show_scores = models.CharField(
        _("show scores"), max_length=16, choices=ShowScores.choices, default=ShowScores.AT_ONCE
    )
    show_outcomes = models.CharField(
        _("show which answers are correct"),
        max_length=16,
        choices=ShowOutcomes.choices,
        default=ShowOutcomes.AFTER_PASSING,
        help_text=_("After each attempt, learners can find the answers by trying again."),
    )
    show_answers = models.CharField(
        _("show correct answers"),
        max_length=16,
        choices=ShowAnswers.choices,
        default=ShowAnswers.AFTER_PASSING,
    )

    #: Questions and draws that its authors have only begun: `admin.quiz_entries.left_unfinished`.
    unfinished = models.JSONField(default=list, blank=True, editable=False)

    class Meta(AuthoredItem.Meta):
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> AuthoredItem:
        """A draft without the items whose questions were deleted since."""
        items = content.get("items", [])
        wanted = {item["question"] for item in items if item.get("question")}
        there = set(Question.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
        kept = [item for item in items if not item.get("question") or item["question"] in there]
        # A draft of before these settings says nothing of them.
        now = {"show_scores": self.show_scores, "show_outcomes": self.show_outcomes, "unfinished": []}
        return super().with_content_json(now | content | {"items": kept})


class AssessmentItem(Orderable):
    """One line of a quiz or exam: a question, or a draw of several from the bank.

    A draw takes `draw_count` questions of the course's bank and the academy's that have the tag (empty: any)
    and the difficulty (empty: any), first those that the learner has not met.
    """

    question = models.ForeignKey(
        Question,
        verbose_name=_("question"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    draw_count = models.PositiveSmallIntegerField(
        _("number of questions to draw"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DRAWN)],
    )
    draw_tag = models.CharField(_("tag"), max_length=100, blank=True)
    draw_difficulty = models.CharField(
        _("difficulty"), max_length=8, choices=Question.Difficulty.choices, blank=True
    )

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return str(self.question) if self.question_id else f"{self.draw_count} × {self.draw_tag}"

    @property
    def is_draw(self) -> bool:
        return self.question_id is None

    def clean(self) -> None:
        super().clean()
        if (self.question_id is None) == (self.draw_count is None):
            raise ValidationError(
                _("Choose either a question or a number of questions to draw from the bank.")
            )


def _one_of_both(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(question__isnull=False, draw_count__isnull=True)
        | models.Q(question__isnull=True, draw_count__gte=1),
    )


class Quiz(Examination):
    """A quiz that lessons place."""

    ACTIVITY_KIND = "quiz"

    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)
    is_required = models.BooleanField(
        _("required"),
        default=True,
        help_text=_("Learners must pass it to complete the lesson. Otherwise it's for practice."),
    )

    # Learners' addresses have the source's in every language.
    override_translatable_fields = [SynchronizedField("slug")]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("course"),
        index.FilterField("locale"),
    ]

    class Meta(Examination.Meta):
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["title_key", "title"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug", "locale"], name="assessments_quiz_slug_once"),
        ]

    @property
    def counts_by_default(self) -> bool:
        return self.is_required


class QuizItem(AssessmentItem):
    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="items")

    class Meta(AssessmentItem.Meta):
        verbose_name = _("quiz item")
        verbose_name_plural = _("quiz items")
        constraints = [_one_of_both("assessments_quiz_item_question_or_draw")]


class Exam(Examination):
    """The final exam of a course. While it is active, the course is completed by passing it."""

    ACTIVITY_KIND = "exam"

    #: Beside `Quiz.is_required`, so that nobody has to tell them apart.
    is_required = True

    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Learners must pass it to complete the course.")
    )
    unlock_days = models.PositiveSmallIntegerField(
        _("opens after (days)"),
        default=0,
        validators=[MaxValueValidator(3650)],
        help_text=_("Days after enrolment. All required lessons must also be completed."),
    )

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("course"),
        index.FilterField("locale"),
    ]

    class Meta(Examination.Meta):
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        ordering = ["title_key", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "locale"],
                condition=models.Q(live=True, is_active=True),
                name="assessments_one_active_exam_per_course",
            ),
        ]


class ExamItem(AssessmentItem):
    exam = ParentalKey(Exam, on_delete=models.CASCADE, related_name="items")

    class Meta(AssessmentItem.Meta):
        verbose_name = _("exam item")
        verbose_name_plural = _("exam items")
        constraints = [_one_of_both("assessments_exam_item_question_or_draw")]
