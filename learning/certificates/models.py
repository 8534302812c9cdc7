"""Certificates: what was achieved, frozen at that moment."""

from __future__ import annotations

import uuid
from datetime import datetime
from math import ceil

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from learning.access.models import Enrolment

from .designs.models import CertificateDesign, CertificateTemplate, CourseCertificate

__all__ = [
    "Certificate",
    "CertificateDesign",
    "CertificateTemplate",
    "CourseCertificate",
    "Credential",
    "SigningKey",
]


class Certificate(models.Model):
    """That a person completed a course, in the words and names of that day.

    Everything that is printed is copied here; nothing that later happens to the course or to the account
    changes it. It can be revoked, never rewritten. `pdf_name` is where its PDF lies in the private storage;
    empty until it is rendered.

    design, content: the page it is printed on, and the text of each placeholder; content_digest: SHA-256 of
    both. They are missing from those issued before designs were frozen, until they are drawn again.
    metadata: what it was earned with, as far as there is such a thing: grade, score (in %), seconds (spent
    learning), attempt (public id of the one that passed the exam).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.OneToOneField(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.PROTECT, related_name="certificate"
    )
    code = models.CharField(_("code"), max_length=24, unique=True)
    learner_name = models.CharField(_("name"), max_length=301)
    course_title = models.CharField(_("course"), max_length=255)
    instructor_names = models.JSONField(_("instructors"), default=list)
    seconds = models.PositiveIntegerField(_("length (seconds)"), default=0)
    language = models.CharField(_("language"), max_length=15)
    completed_at = models.DateTimeField(_("completed at"))
    completed_date = models.DateField(_("completed on"), help_text=_("In the learner's time zone."))
    issued_at = models.DateTimeField(_("issued at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    metadata = models.JSONField(_("results"), default=dict, editable=False)
    design = models.ForeignKey(
        CertificateDesign, on_delete=models.PROTECT, null=True, editable=False, related_name="certificates"
    )
    content = models.JSONField(default=dict, editable=False)
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    revoked_reason = models.CharField(_("reason"), max_length=300, blank=True)
    pdf_name = models.CharField(max_length=255, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        default_permissions = ("view",)
        permissions = [("revoke_certificate", _("Can revoke certificates"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="certificates_revoked_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="certificates_newest_first"),
            models.Index(
                fields=["revoked_at"],
                name="certificates_revoked",
                condition=models.Q(revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.learner_name}"

    @property
    def hours(self) -> float:
        """How long the course takes, in hours, to the nearest half; at least half an hour."""
        return max(0.5, round(self.seconds / 1800) / 2)

    @property
    def hours_rounded_up(self) -> int:
        """By which languages choose between the singular and the plural."""
        return ceil(self.hours)

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def is_expired(self, at: datetime) -> bool:
        """Whether it was valid for a time that is over."""
        return self.expires_at is not None and self.expires_at <= at


class CertificateVerification(models.Model):
    """That somebody (neither its owner nor staff) looked at a certificate's public page, and what it said.

    Nothing is kept of who that was. Rows are forgotten after a while: see `verifications`.
    """

    class Answer(models.TextChoices):
        VALID = "valid", _("Valid")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Revoked")

    certificate = models.ForeignKey(
        Certificate, verbose_name=_("certificate"), on_delete=models.CASCADE, related_name="verifications"
    )
    checked_at = models.DateTimeField(_("checked at"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate check")
        verbose_name_plural = _("certificate checks")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["-checked_at", "-id"], name="certificates_checks_newest"),
            models.Index(fields=["certificate", "-checked_at"], name="certificates_checks_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} · {self.answer}"


class SigningKey(models.Model):
    """A key of the academy. Its public half is published by its code for ever; the private one is locked."""

    code = models.CharField(max_length=32, unique=True, editable=False)
    public_jwk = models.JSONField(editable=False)
    private_locked = models.TextField(editable=False)
    created_at = models.DateTimeField(_("created at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        default_permissions = ()

    def __str__(self) -> str:
        return self.code


class Credential(AppendOnly):
    """A certificate as signed data: the token that was signed, by which key, and the bit that revokes it.

    status_list, status_index: which of the key's lists, and where in it.

    It is made once and never changes.
    """

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="credential")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    token = models.TextField(editable=False)
    status_list = models.PositiveIntegerField(editable=False)
    status_index = models.PositiveIntegerField(editable=False)
    created_at = models.DateTimeField(_("created at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["key", "status_list", "status_index"], name="certificates_one_bit_for_each_credential"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}"
