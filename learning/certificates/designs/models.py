"""Templates that staff compose, the designs that were frozen from them, and what each course has chosen."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin, TranslatableMixin

from common.append_only import AppendOnly
from common.fields import StreamField
from learning.courses.models import Course

from .blocks import CertificateSectionsBlock

#: The longest that a certificate can be valid, in months.
MOST_MONTHS = 600


class CertificateTemplate(PreviewableMixin, TranslatableMixin, models.Model):
    """How certificates that are issued from now on look. What was issued keeps the design of its day."""

    class Style(models.TextChoices):
        CLASSIC = "classic", _("Classic")
        ENGRAVED = "engraved", _("Engraved")
        STUDIO = "studio", _("Studio")

    class Paper(models.TextChoices):
        A4 = "A4", _("A4")
        LETTER = "letter", _("US Letter")

    class Orientation(models.TextChoices):
        LANDSCAPE = "landscape", _("Wide")
        PORTRAIT = "portrait", _("Tall")

    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)
    style = models.CharField(_("style"), max_length=16, choices=Style.choices, default=Style.CLASSIC)
    paper = models.CharField(_("page size"), max_length=8, choices=Paper.choices, default=Paper.A4)
    orientation = models.CharField(
        _("orientation"), max_length=12, choices=Orientation.choices, default=Orientation.LANDSCAPE
    )
    body = StreamField(CertificateSectionsBlock(), verbose_name=_("sections"))
    is_default = models.BooleanField(
        _("default"), default=False, help_text=_("Courses without a template of their own use this one.")
    )

    wagtail_reference_index_ignore = True
    preview_modes = [("", _("Sample")), ("long", _("Long names"))]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["locale"],
                condition=Q(is_default=True),
                name="certificates_one_default_template",
                violation_error_message=_("Another template is the default. Untick it there first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The certificate as it is printed, with sample data."""
        from .preview import preview_page

        return HttpResponse(preview_page(self, is_long=mode_name == "long"))


class CertificateDesign(AppendOnly):
    """A design as it was when a certificate was issued: a page with holes for what is printed. Never changed.

    digest: SHA-256 of the page. Certificates with the same page share it.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    html = models.TextField(editable=False)
    created_at = models.DateTimeField(_("created at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate design")
        verbose_name_plural = _("certificate designs")
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest[:12]


class CourseCertificate(models.Model):
    """What a course has chosen for its certificates: beside its page, not part of a draft, at once."""

    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="certificate_choice")
    template = models.ForeignKey(
        CertificateTemplate,
        verbose_name=_("template"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    valid_months = models.PositiveSmallIntegerField(
        _("valid for (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
    )
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate of a course")
        verbose_name_plural = _("certificates of courses")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.course_id}"
