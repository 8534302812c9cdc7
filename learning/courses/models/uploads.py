"""Where the files of a course wait that somebody has begun to write and not saved yet."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UnsavedCourseFiles(models.Model):
    """A private collection for a course that is not there yet; it becomes the course's at its first save.

    key: what the form of the new course is known by; null: of whatever new course the account is at.
    """

    key = models.UUIDField(default=uuid.uuid4, null=True, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unsaved_course_files"
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection", on_delete=models.CASCADE, related_name="unsaved_course_files"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("files of an unsaved course")
        verbose_name_plural = _("files of unsaved courses")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="courses_unsaved_files_once_per_form"),
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(key__isnull=True, claimed_at__isnull=True),
                name="courses_unsaved_files_once_without_form",
            ),
        ]

    def __str__(self) -> str:
        return self.collection.name
