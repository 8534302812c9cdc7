"""The access rules as authors write them on a course page; a release freezes them (`courses.rules`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from learning.courses.rules import CourseRules, DripAnchor, Duration, EnrolmentMethod, Visibility

from .identities import Course

#: Ten years: longer is for good.
MOST_DAYS = 3650


class AccessRules(models.Model):
    """Who finds the course, how they come in, how long they stay and when its lessons open."""

    if TYPE_CHECKING:
        prerequisites: Any
        quiz_prerequisites: Any

    visibility = models.CharField(
        _("visibility"), max_length=20, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    enrolment_method = models.CharField(
        _("enrolment method"),
        max_length=20,
        choices=EnrolmentMethod.choices,
        default=EnrolmentMethod.OPEN,
    )
    access_duration = models.CharField(
        _("access duration"), max_length=12, choices=Duration.choices, default=Duration.LIFETIME
    )
    access_days = models.PositiveSmallIntegerField(
        _("days of access"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Counted from the start of access."),
    )
    access_until = models.DateTimeField(
        _("access end date"), null=True, blank=True, help_text=_("Access ends at this time.")
    )
    drip_anchor = models.CharField(
        _("drip schedule"),
        max_length=12,
        choices=DripAnchor.choices,
        default=DripAnchor.NONE,
        blank=True,
        help_text=_("Each lesson sets how many days it waits. Choose what the days are counted from."),
    )
    drip_from = models.DateTimeField(_("drip start date"), null=True, blank=True)

    class Meta:
        abstract = True

    def rules(self, *, drip: Iterable[tuple[int, int]] = ()) -> CourseRules:
        """The rules as a release keeps them. drip: (lesson id, days) of lessons that open later."""
        lasts_days = self.access_duration == Duration.DAYS
        lasts_until = self.access_duration == Duration.UNTIL
        from_date = self.drip_anchor == DripAnchor.DATE
        return CourseRules(
            visibility=self.visibility,
            enrolment_method=self.enrolment_method,
            duration=self.access_duration,
            duration_days=self.access_days if lasts_days else None,
            until=self.access_until if lasts_until else None,
            drip_anchor=self.drip_anchor,
            drip_from=self.drip_from if from_date else None,
            prerequisites=tuple(sorted(row.course_id for row in self.prerequisites.all())),
            quiz_scores=tuple(sorted((row.quiz, row.least_score) for row in self.quiz_prerequisites.all())),
            drip=tuple(drip) if self.drip_anchor else (),
        )

    def clean_rules(self) -> None:
        """Raises ValidationError, by field, for rules that say half of what they need."""
        needed = {
            "access_days": (self.access_duration == Duration.DAYS, _("Enter a number of days.")),
            "access_until": (self.access_duration == Duration.UNTIL, _("Enter an end date.")),
            "drip_from": (self.drip_anchor == DripAnchor.DATE, _("Enter a date.")),
        }
        missing = {
            name: words
            for name, (is_needed, words) in needed.items()
            if is_needed and getattr(self, name) is None
        }
        if missing:
            raise ValidationError(missing)


class CoursePrerequisite(Orderable):
    """A course that has to be finished before this one."""

    page = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="prerequisites")
    course = models.ForeignKey(
        Course,
        verbose_name=_("required course"),
        on_delete=models.CASCADE,
        related_name="prerequisite_of",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("prerequisite")
        verbose_name_plural = _("prerequisites")
        constraints = [
            models.UniqueConstraint(fields=["page", "course"], name="courses_prerequisite_once"),
        ]

    def __str__(self) -> str:
        return str(self.course)


class QuizPrerequisite(Orderable):
    """A quiz in which a score has to be reached before. quiz: its public id (`courses.activities`)."""

    page = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="quiz_prerequisites")
    quiz = models.UUIDField(_("quiz"))
    least_score = models.PositiveSmallIntegerField(
        _("minimum score in %"),
        default=70,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Each learner's best score counts."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("required quiz")
        verbose_name_plural = _("required quizzes")
        constraints = [
            models.UniqueConstraint(fields=["page", "quiz"], name="courses_quiz_prerequisite_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz}: {self.least_score}%"
