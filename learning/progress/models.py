"""What a learner did in a course: where they are, what they completed, what they wrote down."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from common.text_version import WRITER_LETTERS, text_version
from learning.access.models import Cohort, Enrolment
from learning.courses.models import Course, Lesson, Release

from .bitmap import EMPTY, count


class LessonPosition(models.Model):
    """Where a learner is in one video of a lesson, and which parts of it they watched. The hot row.

    `video_id` is the id of the video's block; empty for what has no video that tells the time.
    `parts` is a bitmap of 60 equal parts. Only columns without an index change, so that PostgreSQL can
    update the row in place.
    """

    enrolment = models.ForeignKey(
        Enrolment,
        on_delete=models.CASCADE,
        related_name="positions",
        db_index=False,  # the unique constraint begins with it
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    video_id = models.CharField(max_length=36, blank=True)
    parts = models.BigIntegerField(default=EMPTY)
    position_seconds = models.PositiveIntegerField(default=0)
    spare_seconds = models.FloatField(
        default=0, help_text=_("Time watched that doesn't yet add up to a full segment.")
    )
    best_percentage = models.PositiveSmallIntegerField(
        default=0, help_text=_("The highest percentage of the lesson reached so far.")
    )
    watched_seconds = models.PositiveIntegerField(
        default=0, help_text=_("How much of the video was watched, by its length at the time.")
    )
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("lesson position")
        verbose_name_plural = _("lesson positions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson", "video_id"], name="progress_one_position_per_video"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.lesson_id} · {self.position_seconds} s"

    @property
    def parts_watched(self) -> int:
        return count(self.parts)


class LessonCompletion(AppendOnly):
    """That a learner completed a lesson: how, by whose hand, on what evidence. Written once."""

    class How(models.TextChoices):
        WATCHED = "watched", _("Watched")
        BY_HAND = "by_hand", _("Marked complete by learner")
        READ = "read", _("Read instead of watched")
        BY_STAFF = "by_staff", _("Marked complete by staff")

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="lesson_completions", db_index=False
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="completions")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+", db_index=False)
    completed_at = models.DateTimeField(_("completed at"))
    # One of `How`, or the kind of the activity that did it (`courses.activities`).
    how = models.CharField(_("method"), max_length=16)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    evidence = models.JSONField(_("evidence"), default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("completed lesson")
        verbose_name_plural = _("completed lessons")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="progress_lesson_completed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.lesson_id}"


class CourseCompletion(AppendOnly):
    """That a learner completed a course, in which release. Written once."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="course_completion")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(_("completed at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("completed course")
        verbose_name_plural = _("completed courses")

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.completed_at:%Y-%m-%d}"


class ReleaseMoveJob(models.Model):
    """A job that moves the learners of a course, or those of a cohort, to one of its releases.

    It works through the enrolments by their ids, batch by batch: `last_id` is where it is. Whoever completed
    the course, or is on the release already, is counted as untouched.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="release_move_jobs")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+", db_index=False)
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    words = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.RUNNING)
    total = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    untouched = models.PositiveIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    worked_at = models.DateTimeField(help_text=_("When it last moved on."))
    finished_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("job that moves learners")
        verbose_name_plural = _("jobs that move learners")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["worked_at"],
                name="progress_moves_running",
                condition=models.Q(state="running"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.course_id} → {self.release_id}: {self.state}"

    @property
    def percentage(self) -> int:
        return 100 if not self.total else min(100, (self.moved + self.untouched) * 100 // self.total)


class ChecklistTick(models.Model):
    """That a learner ticked off one item of a checklist in a lesson; unticked, the row is gone.

    `block_id` and `item_id` are the ids that the body of the lesson gives its checklist and the item.
    """

    enrolment = models.ForeignKey(
        Enrolment,
        on_delete=models.CASCADE,
        related_name="checklist_ticks",
        db_index=False,  # the unique constraint begins with it
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+", db_index=False)
    block_id = models.CharField(max_length=36)
    item_id = models.CharField(max_length=36)
    ticked_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("checklist tick")
        verbose_name_plural = _("checklist ticks")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson", "block_id", "item_id"], name="progress_ticked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.lesson_id} · {self.item_id}"


class Note(models.Model):
    """What a learner wrote down in a lesson, for nobody but themselves."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes", db_index=False
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(_("note"), max_length=20_000)
    video_id = models.CharField(max_length=36, blank=True)
    video_second = models.PositiveIntegerField(_("video position (seconds)"), null=True, blank=True)
    writer = models.CharField(
        max_length=WRITER_LETTERS, blank=True, editable=False, help_text=_("The page that wrote it last.")
    )
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Deleted notes can be restored for one day.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ()
        indexes = [models.Index(fields=["person", "lesson", "created_at"], name="progress_notes_of_person")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def version(self) -> str:
        return text_version(self.body)


class Favourite(models.Model):
    """A course that a person keeps an eye on."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites", db_index=False
    )
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "course"], name="progress_favourite_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.course_id}"
