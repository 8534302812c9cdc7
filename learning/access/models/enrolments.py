"""Who takes which course, and what they achieved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from learning.courses.models import Course, Lesson, Release

from ..querysets import EnrolmentQuerySet


class Enrolment(models.Model):
    """A person takes a course. Their progress hangs off it.

    `release` is empty while the learner follows the latest release, and set once they are pinned to one: by
    completing the course, by how the course has learners follow its releases, or by staff (`ReleaseMove`).
    """

    class PaymentType(models.TextChoices):
        FULL = "full", _("In full")
        INSTALMENT = "instalment", _("In instalments")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="enrolments",
        db_index=False,  # the unique constraint begins with it
    )
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="enrolments"
    )
    run = models.PositiveSmallIntegerField(_("run"), default=1)
    release = models.ForeignKey(
        Release,
        verbose_name=_("release"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Leave empty to use the latest release."),
    )
    enrolled_at = models.DateTimeField(_("enrolled at"))
    payment_type = models.CharField(
        _("payment"), max_length=16, choices=PaymentType.choices, default=PaymentType.FULL
    )
    paid_up_at = models.DateTimeField(
        _("paid in full at"), null=True, blank=True, help_text=_("When the last instalment was paid.")
    )

    objects = EnrolmentQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "run"], name="access_enrolled_once_per_run"),
            models.CheckConstraint(condition=models.Q(run__gte=1), name="access_runs_count_from_one"),
        ]
        indexes = [
            models.Index(fields=["-enrolled_at", "-id"], name="access_enrolled_last"),
            models.Index(fields=["course", "-enrolled_at", "-id"], name="access_enrolled_in_course"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.course_id} · {self.run}"


class EnrolledTally(models.Model):
    """A part of how many people take a course; the sum of its rows is exact at any moment.

    Triggers of PostgreSQL add a row in the transaction that enrols somebody, so that nobody waits for anybody
    else; `actions.fold_tallies` makes one row of them. Other databases count enrolments instead.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+", db_index=False)
    people = models.IntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("number of learners")
        verbose_name_plural = _("numbers of learners")
        default_permissions = ()
        indexes = [models.Index(fields=["course", "people"], name="access_tally_of_course")]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.people}"


class ReleaseMove(AppendOnly):
    """That a learner was moved from one release of a course to another, by whom, and why. Written once.

    followed, follows: whether they followed the latest release before, and whether they do from then on; the
    releases are those that they were shown.
    """

    class Reason(models.TextChoices):
        NEXT_LESSON = "next_lesson", _("Opened the next lesson")
        STAFF = "staff", _("Moved by staff")

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="release_moves", db_index=False
    )
    old_release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+", db_index=False)
    new_release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+", db_index=False)
    followed = models.BooleanField()
    follows = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices)
    words = models.CharField(_("note"), max_length=300, blank=True)
    moved_at = models.DateTimeField(_("moved at"))
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("move between releases")
        verbose_name_plural = _("moves between releases")
        default_permissions = ()
        indexes = [models.Index(fields=["enrolment", "moved_at"], name="access_moves_of_enrolment")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.old_release_id} → {self.new_release_id}"


class Milestone(AppendOnly):
    """That a person achieved something, and when: what rules about achievements go by.

    subject: the public id of the quiz or exam, where it is about one. A score is kept each time it is better
    than all before, so that the best at any moment can be told.
    """

    class Kind(models.TextChoices):
        REQUIRED_LESSONS = "required_lessons", _("All required lessons completed")
        COURSE_HALFWAY = "course_halfway", _("Half of the required lessons completed")
        COURSE_COMPLETED = "course_completed", _("Course completed")
        QUIZ_SCORED = "quiz_scored", _("Best quiz score")
        QUIZ_PASSED = "quiz_passed", _("Quiz passed")
        EXAM_PASSED = "exam_passed", _("Exam passed")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="milestones", db_index=False
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("achievement"), max_length=24, choices=Kind.choices)
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.UUIDField(null=True, blank=True)
    score = models.DecimalField(_("score in %"), max_digits=5, decimal_places=2, null=True, blank=True)
    achieved_at = models.DateTimeField(_("achieved at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "kind"],
                condition=models.Q(lesson__isnull=True, subject__isnull=True),
                name="access_milestone_once_per_course",
            ),
            models.UniqueConstraint(
                fields=["person", "course", "kind", "lesson"],
                condition=models.Q(lesson__isnull=False, subject__isnull=True),
                name="access_milestone_once_per_lesson",
            ),
            models.UniqueConstraint(
                fields=["person", "subject", "kind"],
                condition=models.Q(subject__isnull=False) & ~models.Q(kind="quiz_scored"),
                name="access_milestone_once_per_subject",
            ),
            models.UniqueConstraint(
                fields=["person", "subject", "score"],
                condition=models.Q(kind="quiz_scored"),
                name="access_milestone_once_per_score",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="quiz_scored")
                | models.Q(subject__isnull=False, score__isnull=False, lesson__isnull=True),
                name="access_milestone_score_of_something",
            ),
        ]
        indexes = [models.Index(fields=["person", "course"], name="access_milestones_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.course_id} · {self.kind}"


class AchievementCorrection(AppendOnly):
    """What counts of a person's quiz or exam from a moment on, instead of all milestones about it before.

    Made when staff revoke what a score opened, and again by each better result that follows: the last row
    decides. subject: the public id of the quiz or exam. score: in %; empty: none counts. by: who revoked;
    empty: a result that came later.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    subject = models.UUIDField()
    score = models.DecimalField(_("score in %"), max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(_("passed"))
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("when"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("correction of an achievement")
        verbose_name_plural = _("corrections of achievements")
        indexes = [
            models.Index(fields=["person", "subject", "-at", "-id"], name="access_corrections_last_first")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.subject} · {self.score}"
