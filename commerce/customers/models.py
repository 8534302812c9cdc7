"""Who buys: commerce's own record of a person, which points at the account by its UUID alone."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from .querysets import CustomerQuerySet


class Customer(models.Model):
    """A buyer: the account's UUID, and name and address as they were last given.

    An order keeps a copy of its own, so a change here alters nothing that was sold. `account_id` is None
    once the person was erased; what tax law demands of an invoice stays on the invoice.
    """

    class TaxNumberStatus(models.TextChoices):
        UNCHECKED = "unchecked", _("Not checked")
        VALID = "valid", _("Valid")
        INVALID = "invalid", _("Not valid")

    public_id = models.UUIDField(_("public ID"), default=uuid.uuid4, unique=True, editable=False)
    account_id = models.UUIDField(_("account"), null=True, blank=True, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("email"), blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    line_1 = models.CharField(_("address"), max_length=200, blank=True)
    line_2 = models.CharField(_("address, second line"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    region = models.CharField(
        _("state"),
        max_length=6,
        blank=True,
        help_text=_("The part after the dash in ISO 3166-2: KA for Karnataka, CA for California."),
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=30, blank=True)
    tax_number_status = models.CharField(
        _("tax number check"),
        max_length=10,
        choices=TaxNumberStatus.choices,
        default=TaxNumberStatus.UNCHECKED,
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    created_at = models.DateTimeField(_("created at"), editable=False)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    objects = CustomerQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="customers_newest_first"),
            models.Index(fields=["country", "-created_at", "-id"], name="customers_by_country"),
            models.Index(fields=["email"], name="customers_by_email"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(account_id__isnull=True),
                name="customers_erased_without_account",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(self.public_id)
