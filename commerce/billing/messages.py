"""Emails about orders (receipt, refunds, documents that are sent again) and about gifts.

Those about gifts carry no words of who gives: a name without addresses, and what the product is called.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.messages import FramedEmail, framed
from accounts.models import User
from accounts.profile.names import without_address
from commerce.orders.models import Gift, Order, OrderLine
from common.contact import contact_address
from common.money import Money
from notifications.actions import notify
from notifications.kinds import MessageCategory, MessageKind, Placeholder, register

from .models import Invoice, Refund
from .provider_words import problem_of_refund
from .seller import seller_day

REFUND_FAILED_STAFF = MessageKind(
    code="billing.refund_failed_staff",
    label=gettext_lazy("Refund failed (to staff)"),
    category=MessageCategory.STAFF,
    template="emails/billing/refund_failed_staff",
    placeholders=(
        Placeholder("order_number", gettext_lazy("Order number"), "ORD-7KQM-2XWD"),
        Placeholder("amount", gettext_lazy("Amount"), "49.00 EUR"),
        Placeholder("problem", gettext_lazy("What the provider says"), "The card has expired."),
        Placeholder("url", gettext_lazy("Address of the order"), "https://example.org/admin/academy/"),
    ),
)
register(REFUND_FAILED_STAFF)


def send_gift(*, gift_id: int) -> None:
    """Tell the recipient of a gift, with the link that is theirs. Nothing goes out once it was withdrawn.

    In the recipient's language where they have an account, else in the buyer's.
    """
    gift = Gift.objects.select_related("line__order__customer").filter(pk=gift_id).first()
    if gift is None or gift.line.withdrawn_at is not None:
        return
    line, order = gift.line, gift.line.order
    people = {
        person.public_id: person
        for person in User.objects.filter(
            public_id__in=filter(None, (line.recipient_account_id, order.customer.account_id))
        )
    }
    recipient = people.get(line.recipient_account_id) if line.recipient_account_id else None
    email = line.recipient_email or (recipient.email if recipient is not None else "")
    if not email:
        return
    language = recipient.offered_language if recipient is not None else order.buyer.get("language", "")
    with translation.override(language or settings.LANGUAGE_CODE):
        context = {
            "giver": giver_name(people.get(order.customer.account_id)) or _("Someone"),
            "product_title": line.title,
            "is_claimed": recipient is not None,
            "button_label": _("Open your gift"),
            "url": settings.SITE_URL + reverse("orders:gift", args=[gift.token]),
        }
    framed(template_prefix="emails/billing/gift", to=email, language=language, context=context).send()


def giver_of(line: OrderLine) -> str:
    """What whoever gave a line is called, as others see it; "" for nobody. One query."""
    return giver_name(User.objects.filter(public_id=line.order.customer.account_id).first())


def giver_name(giver: User | None) -> str:
    """The name that an account chose; "" where it has none, or one that holds an address."""
    return without_address(giver.display_name or giver.get_full_name()) if giver is not None else ""


def address_of_buyer(order: Order) -> str:
    """Where the buyer is written to: as typed for the order, else as known; empty once they were erased."""
    return str(order.buyer.get("email") or order.customer.email)


def receipt(order: Order, document: Invoice | None, pdf: bytes) -> FramedEmail:
    """That an order is paid, with its invoice where it has one. One query."""
    titles = list(OrderLine.objects.filter(order=order).order_by("position").values_list("title", flat=True))
    waived_at = order.withdrawal_waived_at
    context = {
        "titles": titles,
        "total": order.total,
        "document": document,
        "waived_on": seller_day(waived_at) if waived_at is not None else None,
    }
    return _to_buyer("receipt", order, context, document, pdf)


def refunded(order: Order, refund: Refund, document: Invoice | None, pdf: bytes) -> FramedEmail:
    """That money went back, with the credit note where what went back was ever charged."""
    return _to_buyer("refunded", order, {"amount": refund.money, "document": document}, document, pdf)


def refund_failed(order: Order, refund: Refund) -> FramedEmail:
    """That money didn't reach the buyer, perhaps after they were told that it would."""
    return _to_buyer("refund_failed", order, {"amount": refund.money})


def document_again(order: Order, document: Invoice, pdf: bytes) -> FramedEmail:
    """A document that staff send again."""
    return _to_buyer("document", order, {"document": document}, document, pdf)


def tell_staff_of_failed_refund(order: Order, refund: Refund) -> None:
    """Tell everybody who may refund any order: somebody has to see to it. One query, and `notify`'s."""
    url = settings.SITE_URL + reverse("billing_admin:order", args=[order.public_id])
    for person in ModelBackend().with_perm("billing.add_refund").order_by("pk"):
        with translation.override(person.offered_language):
            problem = problem_of_refund(refund)
        notify(
            kind=REFUND_FAILED_STAFF.code,
            account=person,
            fact=f"refund-failed:{refund.pk}:{refund.turns}",
            payload={
                "order_number": order.number,
                "amount": refund.money.format(person.offered_language),
                "problem": problem,
                "url": url,
            },
            at=timezone.now(),
        )


def _to_buyer(
    name: str, order: Order, context: dict[str, Any], document: Invoice | None = None, pdf: bytes = b""
) -> FramedEmail:
    language = str(order.buyer.get("language") or order.customer.language or settings.LANGUAGE_CODE)
    context |= {
        "name": order.buyer.get("name") or order.customer.name,
        "order": order,
        "contact": contact_address(),
        "url": settings.SITE_URL + reverse("orders:order", args=[order.public_id]),
    }
    context = {
        key: value.format(language) if isinstance(value, Money) else value for key, value in context.items()
    }
    email = framed(
        template_prefix=f"emails/billing/{name}",
        to=address_of_buyer(order),
        language=language,
        context=context,
    )
    if document is not None:
        email.attach(f"{document.number.replace('/', '-')}.pdf", pdf, "application/pdf")
    return email
