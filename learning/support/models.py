"""What support keeps: cases that one of the staff hands on to another, and emails to learners of a course."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from learning.courses.models import Course, Lesson


class SupportCase(models.Model):
    """A question about a learner's access that somebody of the staff handed on to a colleague.

    code, finding: what the access check answered at that moment. It is open until somebody closes it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="support_cases",
    )
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lesson = models.ForeignKey(
        Lesson, verbose_name=_("lesson"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    code = models.CharField(_("code"), max_length=32, blank=True)
    finding = models.CharField(_("result"), max_length=300, blank=True)
    note = models.TextField(_("note"), max_length=2000)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("from"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("handed on at"))
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("to"), on_delete=models.PROTECT, related_name="+"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    solution = models.TextField(_("solution"), max_length=2000, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("support case")
        verbose_name_plural = _("support cases")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="support_case_closed_by_someone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["handed_to"], name="support_cases_open", condition=models.Q(closed_at__isnull=True)
            ),
            models.Index(fields=["-opened_at", "-id"], name="support_cases_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.code}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class LearnerEmail(models.Model):
    """An email that somebody who teaches a course wrote to learners of it. Kept as it was sent.

    public_id: chosen by the form, so that one that is sent twice goes out once. audience: whom it was meant
    for, in words. people: how many they were.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("from"), on_delete=models.PROTECT, related_name="+"
    )
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("message"), max_length=10_000)
    audience = models.CharField(_("sent to"), max_length=300)
    people = models.PositiveIntegerField(_("recipients"))
    written_at = models.DateTimeField(_("sent at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("email to learners")
        verbose_name_plural = _("emails to learners")
        default_permissions = ()
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["course", "-written_at", "-id"], name="support_emails_of_course")]

    def __str__(self) -> str:
        return self.subject


class LearnerEmailRecipient(models.Model):
    """Whom such an email goes to. sent_at: None while it is to be sent. tries: how many failed."""

    MOST_TRIES = 5

    email = models.ForeignKey(
        LearnerEmail, on_delete=models.PROTECT, related_name="recipients", db_index=False
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("recipient of an email to learners")
        verbose_name_plural = _("recipients of emails to learners")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["email", "person"], name="support_emailed_once"),
        ]
        indexes = [
            models.Index(
                fields=["email", "id"],
                name="support_emails_to_send",
                condition=models.Q(sent_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email_id} · {self.person_id}"
