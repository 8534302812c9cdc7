"""Identities: the rows that everything known about a learner points at, and that never go away."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelsearch import index

from learning.courses.querysets import CourseQuerySet

#: The kind of product that a course is sold as.
COURSE_PRODUCT = "course"


class Identity(models.Model):
    """What stays when a page is edited, moved, translated or deleted.

    `public_id` is the translation key that a page shares with its translations; `title` is the last
    title that the page in the source locale had.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Course(index.Indexed, Identity):
    """A course, for good. Its status, prices and instructors act at once; all else is released."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        LOCKED = "locked", _("Locked")
        COMING_SOON = "coming_soon", _("Coming soon")
        ARCHIVED = "archived", _("Archived")

    class Follow(models.TextChoices):
        """What learners who have not completed the course do when there is a new release."""

        STAY = "stay", _("Stay on the release they began with")
        NEXT_LESSON = "next_lesson", _("Move when they open their next lesson")
        NOW = "now", _("Move right away")

    status = models.CharField(max_length=16, choices=Status.choices, default=Status.ACTIVE)
    follow = models.CharField(
        _("learners and new releases"), max_length=16, choices=Follow.choices, default=Follow.NOW
    )
    is_free = models.BooleanField(
        default=True, editable=False, help_text=_("Whether it has no price in any currency.")
    )
    source_locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.PROTECT, related_name="+")
    latest_release = models.ForeignKey(
        "courses.Release", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    collection = models.ForeignKey(
        "wagtailcore.Collection",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("Private storage for this course's files."),
    )
    instructors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="courses.CourseInstructor", related_name="courses_taught"
    )

    objects = CourseQuerySet.as_manager()

    search_fields = [
        index.SearchField("title", boost=4),
        index.AutocompleteField("title"),
        index.SearchField("get_search_text"),
        index.FilterField("status"),
        index.FilterField("id"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        indexes = [models.Index(fields=["status", "latest_release"], name="courses_listed")]
        permissions = [
            ("author_course", _("Can create courses")),
            ("review_course", _("Can review, edit and publish every course")),
            ("manage_course", _("Can manage every course")),
        ]

    @property
    def product_code(self) -> str:
        """By which code commerce knows what sells this course."""
        return f"{COURSE_PRODUCT}:{self.public_id}"

    def get_search_text(self) -> str:
        """What a search finds this course by, beside its title."""
        return self.latest_release.search_text if self.latest_release else ""


class Module(Identity):
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="modules")

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class Lesson(Identity):
    """A lesson, for good. It belongs to one course; which module it stands in is the release's matter."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="lessons")

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")


class CourseInstructor(models.Model):
    """An account that teaches a course. Live at once, not part of a draft."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="course_instructors")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="course_instructors"
    )
    is_owner = models.BooleanField(_("owner"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("course instructor")
        verbose_name_plural = _("course instructors")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "account"], name="courses_instructor_once_per_course"),
            models.UniqueConstraint(
                fields=["course"], condition=models.Q(is_owner=True), name="courses_one_owner_per_course"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.course}"


class InstructorChange(models.Model):
    """The dated history of who teaches a course: one row for each person and change, never changed."""

    class What(models.TextChoices):
        ADDED = "added", _("Added")
        REMOVED = "removed", _("Removed")
        MADE_OWNER = "made_owner", _("Made owner")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="instructor_changes")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    what = models.CharField(max_length=16, choices=What.choices)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("instructor change")
        verbose_name_plural = _("instructor changes")
        indexes = [models.Index(fields=["course", "changed_at"], name="courses_instructors_at")]

    def __str__(self) -> str:
        return f"{self.course}: {self.account} {self.what}"


class CourseStatusChange(models.Model):
    """The dated history of a course's status: what stood at any past moment can be told."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="status_changes")
    status = models.CharField(max_length=16, choices=Course.Status.choices)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("course status change")
        verbose_name_plural = _("course status changes")
        indexes = [models.Index(fields=["course", "changed_at"], name="courses_status_at")]

    def __str__(self) -> str:
        return f"{self.course}: {self.status}"


class CourseFollowChange(models.Model):
    """The dated history of what learners of a course do when there is a new release."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="follow_changes")
    follow = models.CharField(max_length=16, choices=Course.Follow.choices)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of who follows new releases")
        verbose_name_plural = _("changes of who follows new releases")
        indexes = [models.Index(fields=["course", "changed_at"], name="courses_follow_at")]

    def __str__(self) -> str:
        return f"{self.course}: {self.follow}"
