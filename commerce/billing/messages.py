"""Emails about gifts. They carry no words of who gives: a name without addresses, and what the product is
called."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.messages import framed
from accounts.models import User
from accounts.profile.names import without_address
from commerce.orders.models import Gift, OrderLine


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
