"""What authors deleted in a course's builder, kept so that they can put it back."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from .identities import Course


class RemovedPart(models.Model):
    """A deleted module or lesson with what stood below it.

    parent_page_id, after_page_id: where it stood; pages may be gone by now. pages: each with its model, its
    stored content, its latest draft (None: none), who wrote it, and its children.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="removed_parts")
    title = models.CharField(max_length=255)
    parent_page_id = models.PositiveBigIntegerField()
    after_page_id = models.PositiveBigIntegerField(null=True)
    pages = models.JSONField(encoder=DjangoJSONEncoder)
    removed_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    restored_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("deleted part")
        verbose_name_plural = _("deleted parts")
        indexes = [models.Index(fields=["course", "-removed_at"], name="courses_removed_at")]

    def __str__(self) -> str:
        return self.title
