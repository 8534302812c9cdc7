"""What people were told about their access, so that nothing is told twice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .grants import AccessEvent, CourseAccess


class AccessNotice(models.Model):
    """That a change of a grant, or its coming end, has been dealt with: the person was told, or need not be.

    event: the change; empty for an end that is near, which `ends_at` names. The row is written before the
    email is sent, so that of two workers one sends it, and deleted when sending fails.
    """

    class Kind(models.TextChoices):
        GIVEN = "given", _("Access given")
        GIVEN_BACK = "given_back", _("Access given back")
        ENDS_SOON = "ends_soon", _("Access ends soon")
        LAST_DAY = "last_day", _("Last day of access")
        ENDED = "ended", _("Access ended")
        NOTHING = "nothing", _("Nothing to say")

    grant = models.ForeignKey(CourseAccess, on_delete=models.PROTECT, related_name="notices", db_index=False)
    event = models.OneToOneField(
        AccessEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="notice"
    )
    kind = models.CharField(_("notice"), max_length=16, choices=Kind.choices)
    ends_at = models.DateTimeField(_("end date"), null=True, blank=True)
    at = models.DateTimeField(_("when"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("access notice")
        verbose_name_plural = _("access notices")
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "ends_at", "kind"],
                condition=models.Q(kind__in=["ends_soon", "last_day"]),
                name="access_end_announced_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["ends_soon", "last_day"], event__isnull=True, ends_at__isnull=False
                )
                | ~models.Q(kind__in=["ends_soon", "last_day"])
                & models.Q(event__isnull=False, ends_at__isnull=True),
                name="access_notice_of_change_or_end",
            ),
        ]
        indexes = [models.Index(fields=["grant", "at"], name="access_notices_of_grant")]

    def __str__(self) -> str:
        return f"{self.grant_id} · {self.kind}"
