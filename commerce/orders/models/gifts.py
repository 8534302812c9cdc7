"""What somebody gives to somebody else."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from .orders import OrderLine


class Gift(models.Model):
    """A line of a paid order that is for somebody else: one row for each, from when it was paid.

    Whose it is stands on the line: an address until an account has claimed it. token: of the link that the
    recipient is emailed; whoever signs in with it may claim the gift. It is another one once the address is
    corrected. emails: how often the link was sent. claimed_at: since when it is an account's, perhaps because
    that has the address. accepted_at: when its person took or used it themselves; before that, the giver
    sees nothing of an account.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="gift")
    token = models.CharField(max_length=43, unique=True, editable=False)
    emails = models.PositiveSmallIntegerField(_("emails sent"), default=0)
    emailed_at = models.DateTimeField(_("emailed at"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.public_id)
