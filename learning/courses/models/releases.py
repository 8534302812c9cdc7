"""Releases: the numbered, frozen editions that learners read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from learning.courses.querysets import ReleaseQuerySet

from .identities import Course, Lesson, Module

#: How much a note to learners may say.
NOTE_LETTERS = 1000


class Release(models.Model):
    """One numbered edition of a course: what the course page said and the outline it had.

    `content` holds, per locale code, the course page's frozen fields (`courses.editions.CourseText`).
    The plain columns repeat what the catalogue filters and sorts by, from the source locale.
    Nothing of it changes afterwards, but for `is_withdrawn`: the course page was unpublished or deleted,
    so newcomers find nothing, while whoever is in keeps the edition they had.
    """

    class Reason(models.TextChoices):
        APPROVED = "approved", _("Submission approved")
        PUBLISHED = "published", _("Pages published")
        UNPUBLISHED = "unpublished", _("Pages unpublished")
        MOVED = "moved", _("Pages moved")
        DELETED = "deleted", _("Pages deleted")
        LESSON = "lesson", _("One lesson published")
        ROLLED_BACK = "rolled_back", _("Rolled back")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=16, choices=Reason.choices)
    restores = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The earlier release that this one rolled the course back to."),
    )
    is_withdrawn = models.BooleanField(default=False)
    content_hash = models.CharField(max_length=64)

    title = models.CharField(max_length=255)
    slug = models.SlugField(max_length=255, allow_unicode=True)
    content = models.JSONField()
    rules = models.JSONField(default=dict, help_text=_("The access rules at the time of this release."))
    names = models.JSONField(
        default=dict, help_text=_("What the files, courses and quizzes it refers to were called.")
    )
    category = models.ForeignKey(
        "courses.Category", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    level = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    course_type = models.CharField(max_length=16)
    has_certificate = models.BooleanField(default=True)
    lesson_count = models.PositiveIntegerField(default=0)
    required_count = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    search_text = models.TextField(blank=True)

    objects = ReleaseQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="courses_release_number_once"),
            models.CheckConstraint(
                condition=models.Q(required_count__lte=models.F("lesson_count")),
                name="courses_required_within_lessons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"


class ReleaseNote(models.Model):
    """What learners are told about a release: written with it or later, not part of what it froze."""

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="note")
    text = models.TextField(_("what's new"), max_length=NOTE_LETTERS)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note to learners")
        verbose_name_plural = _("notes to learners")

    def __str__(self) -> str:
        return f"{self.release_id}: {self.text[:40]}"


class ReleaseModule(AppendOnly):
    """A module as it stood in a release. `texts`: per locale code, its title and description."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="modules")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    slug = models.SlugField(max_length=255, allow_unicode=True)
    texts = models.JSONField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "module"], name="courses_module_once_per_release"),
            models.UniqueConstraint(fields=["release", "slug"], name="courses_module_slug_per_release"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.slug}"


class LessonVersion(AppendOnly):
    """A lesson's content in one locale, kept once per content hash, shared by the releases that show it."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="versions")
    locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    title = models.CharField(max_length=255)
    content = models.JSONField(help_text=_("The stored fields: courses.release.course_snapshot.LessonText"))
    created_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "locale", "content_hash"], name="courses_lesson_version_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ReleaseLesson(AppendOnly):
    """A lesson as it stood in a release; `module` is null when it stood directly under the course."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="lessons")
    module = models.ForeignKey(
        ReleaseModule, on_delete=models.PROTECT, null=True, blank=True, related_name="lessons"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    versions = models.ManyToManyField(LessonVersion, related_name="+")
    position = models.PositiveIntegerField()
    slug = models.SlugField(max_length=255, allow_unicode=True)
    kind = models.CharField(max_length=16)
    is_required = models.BooleanField()
    is_free_preview = models.BooleanField()
    seconds = models.PositiveIntegerField()
    watch_threshold = models.PositiveSmallIntegerField()
    reading_completes = models.BooleanField(default=True)
    videos = models.JSONField(
        default=list, help_text=_("[block id, seconds] of each video with a trackable player.")
    )
    activities = models.JSONField(
        default=list, help_text=_("[block id, kind, public id] of each activity in the body.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "lesson"], name="courses_lesson_once_per_release"),
        ]
        indexes = [models.Index(fields=["lesson", "release"], name="courses_releases_of_lesson")]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.slug}"
