"""The books: accounts, journal entries and postings. A double-entry ledger in whole minor units.

A posting adds to its account: a debit is positive, a credit negative. The postings of one entry sum to nought
in each currency; on PostgreSQL a deferred trigger refuses a commit in which they do not. Entries and postings
are never changed: what was wrong is answered by another entry.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly

from .querysets import JournalEntryQuerySet, PostingQuerySet


class LedgerAccount(models.Model):
    """One account of one owner in one currency.

    owner: whose it is, as a word of the kind: a customer's public id, a payee's, a provider's slug, a
    country. `balance_minor` is kept for wallets alone, as credit that the owner has (never below nought);
    of all other accounts the balance is the sum of their postings.
    """

    class Kind(models.TextChoices):
        WALLET = "wallet", _("Wallets")
        REVENUE = "revenue", _("Revenue")
        TAX = "tax", _("Tax to pay")
        PAYABLE = "payable", _("Owed to instructors")
        CLEARING = "clearing", _("At payment providers")
        FEES = "fees", _("Provider fees")
        DEPOSITS = "deposits", _("Received for unpaid orders")
        REFUNDS = "refunds", _("Refunds on their way")
        VOUCHERS = "vouchers", _("Vouchers")
        DISPUTED = "disputed", _("Disputed")
        LOSSES = "losses", _("Lost on top-ups")

    kind = models.CharField(_("account"), max_length=12, choices=Kind.choices)
    owner = models.CharField(_("owner"), max_length=64, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    balance_minor = models.BigIntegerField(_("balance in minor units"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        ordering = ["kind", "owner", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "owner", "currency"], name="ledger_one_account_each"),
            models.CheckConstraint(
                condition=models.Q(kind="wallet", balance_minor__gte=0)
                | ~models.Q(kind="wallet") & models.Q(balance_minor__isnull=True),
                name="ledger_wallets_never_below_nought",
            ),
        ]

    def __str__(self) -> str:
        return self.called(self.owner)

    def called(self, owner: str) -> str:
        """The account in words. owner: what its owner is called."""
        return " ".join(filter(None, [self.get_kind_display(), owner, self.currency]))


class JournalEntry(AppendOnly):
    """One thing that happened to money, posted once: `kind` and `reference` together name it.

    kind: a word of whoever posts; those of our apps have a name. order_number: the order it belongs to, for
    the books' readers; empty where there is none.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Payment")
        SALE = "sale", _("Sale")
        FEE = "fee", _("Provider fee")
        REFUND = "refund", _("Refund")
        REFUND_REVERSAL = "refund_reversal", _("Refund failed")
        REFUND_MOVED = "refund_moved", _("Refund moved to other products")
        PAYMENT_RETURN = "payment_return", _("Payment returned")
        DISPUTE = "dispute", _("Dispute")
        DISPUTE_LOSS = "dispute_loss", _("Dispute lost")
        DISPUTE_CREDIT = "dispute_credit", _("Lost dispute credited")
        TOP_UP = "top_up", _("Wallet top-up")
        TOP_UP_REFUND = "top_up_refund", _("Top-up refunded")
        TOP_UP_REFUND_FAILED = "top_up_refund_failed", _("Top-up refund failed")
        VOUCHER = "voucher", _("Voucher redeemed")
        MERGE = "merge", _("Customers merged")

    kind = models.CharField(_("entry"), max_length=32, choices=Kind.choices)
    reference = models.CharField(_("reference"), max_length=100)
    order_number = models.CharField(_("order"), max_length=32, blank=True)
    text = models.CharField(_("text"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))

    objects = JournalEntryQuerySet.as_manager()  # type: ignore[misc]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="ledger_each_thing_posted_once"),
            models.CheckConstraint(condition=~models.Q(reference=""), name="ledger_entry_has_reference"),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="ledger_entries_newest_first"),
            models.Index(
                fields=["order_number"], name="ledger_entries_of_order", condition=~models.Q(order_number="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Posting(AppendOnly):
    """One line of an entry. amount_minor: debit above, credit below nought.

    subject: the product that it is about, by its code; empty where it is about none.
    """

    entry = models.ForeignKey(
        JournalEntry, verbose_name=_("entry"), on_delete=models.PROTECT, related_name="postings"
    )
    account = models.ForeignKey(
        LedgerAccount, verbose_name=_("account"), on_delete=models.PROTECT, related_name="postings"
    )
    amount_minor = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    subject = models.CharField(_("product"), max_length=200, blank=True, default="")

    objects = PostingQuerySet.as_manager()  # type: ignore[misc]

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = [
            models.Index(fields=["account", "-id"], name="ledger_postings_of_account"),
            models.Index(
                fields=["subject", "entry"], name="ledger_postings_about", condition=~models.Q(subject="")
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount_minor=0), name="ledger_posting_moves_money"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"
