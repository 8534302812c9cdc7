"""Learning paths: courses in an order. The identity, its frozen editions, and who is on it.

The page that authors edit is `learning.access.models.pages.LearningPathPage`; publishing it keeps an edition.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly


class LearningPath(models.Model):
    """A path, for good: `public_id` is the translation key that its pages share."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")

    def __str__(self) -> str:
        return self.title


class PathEdition(AppendOnly):
    """The courses of a path from a moment on. `courses`: [course id, is required] in their order."""

    path = models.ForeignKey(LearningPath, on_delete=models.PROTECT, related_name="editions")
    at = models.DateTimeField()
    title = models.CharField(max_length=255)
    courses = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("learning path version")
        verbose_name_plural = _("learning path versions")
        indexes = [models.Index(fields=["path", "at"], name="access_path_editions")]

    def __str__(self) -> str:
        return f"{self.path_id} · {self.at}"

    def before(self, course_id: int) -> tuple[int, ...]:
        """The required courses to finish before a course of the path; none for one that is not on it."""
        required: list[int] = []
        for on_path, is_required in self.courses:
            if on_path == course_id:
                return tuple(required)
            if is_required:
                required.append(on_path)
        return ()


class PathMember(models.Model):
    """A person is on a path."""

    path = models.ForeignKey(LearningPath, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="path_memberships"
    )
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("learning path member")
        verbose_name_plural = _("learning path members")
        constraints = [
            models.UniqueConstraint(
                fields=["path", "person"],
                condition=models.Q(left_at__isnull=True),
                name="access_on_a_path_once",
            )
        ]
        indexes = [models.Index(fields=["-joined_at", "-id"], name="access_path_newest_first")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.path_id}"
