from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="openquote")
class CourseSettings(BaseSiteSetting):
    """How courses are published on this site."""

    publish_without_review = models.BooleanField(
        _("let instructors publish without review"),
        default=False,
        help_text=_("Instructors can publish their own courses directly."),
    )

    class Meta:
        verbose_name = _("course settings")
