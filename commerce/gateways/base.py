"""What every payment provider of the academy answers to, and the list of them.

Billing knows this file alone: it asks `available` which providers a buyer may choose from, starts a payment,
reads what a message says and looks the truth up. A provider's own words end in its folder.

Status words. Of a payment: `pending` (nothing is decided; it may still be paid), `confirmed` (the money is
ours), `failed` (this try did not pay; some providers change their minds for days), `cancelled` (it can't be
paid any more). Of a refund: `pending`, `completed`, `failed`; one that is completed may fail later. Of a
dispute: `inquiry` (a question; no money moved), `open`, `won`, `lost`, `closed` (without a verdict); none of
them is final.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from common.money import Money

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: A provider's short words, each with what it means.
Words = Mapping[str, "StrOrPromise"]


class GatewayUnreachable(Exception):
    """The provider gave no answer to rely on, after a few tries: ask again later, with the same keys.

    Whether what was asked for has happened is not known.
    """


class GatewayRefused(Exception):
    """The provider said no, and will say so again. code: its own short word for why; "" where it has none."""

    def __init__(self, sentence: str, *, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


class ForgedMessage(Exception):
    """A message that isn't signed with our secret, or that can't be read: nothing of it is kept."""


class StaleMessage(ForgedMessage):
    """A signed message whose time is too far from now: perhaps somebody plays an old one again."""


class UnknownGateway(LookupError):
    """No provider of this code exists here, or it has no keys."""


class PaymentOutcome(StrEnum):
    """What a provider says of a payment."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RefundOutcome(StrEnum):
    """What a provider says of a refund."""

    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


class DisputeOutcome(StrEnum):
    """What a provider says of a dispute."""

    INQUIRY = "inquiry"
    OPEN = "open"
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What is to be paid, and by whom. A repeat must say exactly the same: the provider compares.

    payment_id: the payment's public id; the keys that keep a repeat from charging twice derive from it.
    at: when the payment was made (its row's moment, not now).
    expires_at: when the provider shall stop taking money; it is moved into what the provider allows.
    return_url, cancel_url: absolute addresses of ours, for a person who paid and for one who turned back.
    keeps_method: whether the buyer wants this card (or account) kept for next time.
    saved_method: the provider's token of a kept one, to be charged now; buyer_reference: the provider's id
    of the buyer that goes with it.
    """

    payment_id: UUID
    order_number: str
    money: Money
    description: str
    buyer_name: str
    buyer_email: str
    return_url: str
    cancel_url: str
    at: datetime
    expires_at: datetime | None = None
    language: str = "en"
    keeps_method: bool = False
    saved_method: str = ""
    buyer_reference: str = ""


@dataclass(frozen=True, slots=True)
class MethodSummary:
    """How somebody paid, as they may be shown it. Never a number, only the provider's token.

    kind: card, wallet, bank, upi or other. expires: (year, month) of a card.
    token: the provider's name for it, "" where it wasn't kept; buyer_reference: whose it is there.
    country: where the card is from (ISO 3166, two letters); "" where the provider doesn't say.
    """

    kind: str
    brand: str = ""
    last_four: str = ""
    expires: tuple[int, int] | None = None
    token: str = ""
    buyer_reference: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """Money that a provider has taken. transaction_id: its id there. fee: what the provider keeps, if known.

    The fee may be in another currency than the money: that of the account the provider pays out to.
    """

    transaction_id: str
    money: Money
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class PaymentState:
    """A payment as the provider sees it now.

    reference: what the payment is called there, as `start` answered it (`Payment.gateway_reference`).
    capture: the money, where it is ours. further: more money that was taken for the same payment (two cards
    in two tabs): each is real and has to be booked, and given back.
    problem: the provider's short word for why it failed.
    payment_id: our own id, where the provider gives it back.
    """

    reference: str
    outcome: PaymentOutcome
    capture: Capture | None = None
    further: tuple[Capture, ...] = ()
    method: MethodSummary | None = None
    problem: str = ""
    payment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """Where the buyer goes to pay.

    url: the provider's page, or one of ours that shows what to do; "" when nothing is left for the buyer to
    do (a kept card was charged), or when billing's own page opens the provider's script with `fields`.
    state: what is known already, where that is anything. expires_at: until when the provider takes money.
    """

    reference: str
    url: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    state: PaymentState | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money to be given back. refund_id: the refund's public id, from which the key of a repeat derives.

    at: when it is asked for.
    """

    refund_id: UUID
    payment_id: UUID
    reference: str
    transaction_id: str
    money: Money
    order_number: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefundState:
    """A refund as the provider sees it now. refund_id: our id; None for one made on its own site."""

    reference: str
    outcome: RefundOutcome
    money: Money
    transaction_id: str
    refund_id: UUID | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DisputeState:
    """A dispute as the provider sees it now.

    money: what is disputed, perhaps less than was paid. withheld: how much the provider holds back now, or
    has taken. fee: what it charges for the dispute. answer_by: until when it wants our evidence.
    """

    reference: str
    outcome: DisputeOutcome
    money: Money
    withheld: Money
    transaction_id: str
    fee: Money | None = None
    reason: str = ""
    provider_status: str = ""
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A message whose signature was right. external_id: its id, the same each time it is delivered."""

    external_id: str
    kind: str
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """What a message is about: exactly one of the three, or none for a kind that doesn't concern us.

    payment, refund, dispute: its reference at the provider ("" for none).
    payment_reference, transaction_id, payment_id, refund_id: what else the message names; any may be missing.
    state: how things stand by the message alone. It is a snapshot of when it was written, and messages
    arrive in any order: good enough to go forward (money came), never to go back.
    """

    payment: str = ""
    refund: str = ""
    dispute: str = ""
    payment_reference: str = ""
    transaction_id: str = ""
    payment_id: UUID | None = None
    refund_id: UUID | None = None
    state: PaymentState | RefundState | DisputeState | None = None

    @property
    def about(self) -> str:
        """payment, refund, dispute or ""."""
        named = {"payment": self.payment, "refund": self.refund, "dispute": self.dispute}
        return next((word for word, reference in named.items() if reference), "")


class Gateway(Protocol):
    """One payment provider. Each method that asks it may raise GatewayUnreachable or GatewayRefused."""

    #: Its name in addresses and rows. by_hand: whether staff confirm what has happened.
    #: keeps_methods: whether it can keep a card for next time. shows_script: whether billing's page opens
    #: the provider's script with `StartedPayment.fields` and posts what that answers.
    code: str
    by_hand: bool
    keeps_methods: bool
    shows_script: bool
    #: What the page that leads to it loads, and where its forms lead, by directive of the content policy.
    page_sources: Mapping[str, tuple[str, ...]]
    #: What its short words mean for staff, by what they are about: problem (of a payment or refund), dispute
    #: (why there is one) and message (its kind). What isn't there is shown as it came.
    words: Mapping[str, Words]

    @property
    def label(self) -> str: ...

    def is_ready(self) -> bool:
        """Whether all it needs is set. No query, no call."""
        ...

    def takes(self, money: Money) -> bool:
        """Whether this currency is taken here, and the amount can be said exactly to the provider."""
        ...

    def start(self, request: PaymentRequest) -> StartedPayment:
        """Ask for money. Asked twice for the same payment, it answers the same."""
        ...

    def come_back(self, reference: str, posted: Mapping[str, str]) -> PaymentState:
        """The truth when the buyer comes back. posted: what came with them, which proves nothing."""
        ...

    def look_up(self, reference: str) -> PaymentState:
        """The payment as it stands there now, with all money that was taken for it."""
        ...

    def find(self, payment_id: UUID) -> PaymentState | None:
        """The payment by our own id: for one whose start was cut off before its answer came."""
        ...

    def find_by_money(self, transaction_id: str) -> PaymentState | None:
        """The payment that money of this name came by; None where it came by none of ours."""
        ...

    def cancel(self, reference: str) -> PaymentState:
        """See to it that it can't be paid any more. One that is paid already is answered as confirmed."""
        ...

    def refund(self, request: RefundRequest) -> RefundState:
        """Give money back. Asked twice for the same refund, it gives once."""
        ...

    def look_up_refund(self, reference: str, *, transaction_id: str) -> RefundState:
        """A refund as it stands there now."""
        ...

    def refunds_of(self, transaction_id: str) -> list[RefundState]:
        """All refunds of a payment, also those made on the provider's own site."""
        ...

    def look_up_dispute(self, reference: str) -> DisputeState:
        """A dispute as it stands there now."""
        ...

    def forget_method(self, token: str) -> None:
        """Remove a kept card there. One that is gone already is fine."""
        ...

    def forget_buyer(self, reference: str) -> None:
        """Delete what it knows of a buyer, with all that it kept for them. Who is gone already is fine."""
        ...

    def verify(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> SignedMessage:
        """Whether a message is the provider's. headers: names in lower case.

        Raises ForgedMessage or StaleMessage, and nothing else, whatever it is given.
        """
        ...

    def observe(self, body: bytes) -> Observed:
        """What a verified message says. Asks nobody."""
        ...


_registered: dict[str, Gateway] = {}


def register(gateway: Gateway) -> None:
    """Let buyers choose this provider, after those that were registered before."""
    _registered[gateway.code] = gateway


def registered() -> list[Gateway]:
    """Every provider that this code knows, with keys or without."""
    return list(_registered.values())


def gateway_of(code: str) -> Gateway:
    """The provider of this code. Raises UnknownGateway, also for one that isn't ready."""
    found = _registered.get(code)
    if found is None or not found.is_ready():
        raise UnknownGateway(code)
    return found


def available(currency: str, money: Money | None = None) -> list[Gateway]:
    """The providers that a buyer may choose from, in order.

    money: asks for this amount of the currency, too: some amounts can't be said to some providers.
    """
    asked = money or Money(100_000, currency)
    return [each for each in registered() if each.is_ready() and each.takes(asked)]


def in_words(code: str, about: str, word: str) -> str:
    """What a short word of a provider means; "" where nobody knows. about: as in `Gateway.words`."""
    found = _registered.get(code)
    return str(found.words.get(about, {}).get(word, "")) if found is not None else ""


def page_sources() -> dict[str, tuple[str, ...]]:
    """Where forms of the site may lead, for the content policy: a buyer leaves from many pages.

    What a provider's own script loads is named on the one page that opens it, from `Gateway.page_sources`.
    """
    ready = [each.page_sources.get("form-action", ()) for each in registered() if each.is_ready()]
    return {"form-action": tuple(dict.fromkeys(source for sources in ready for source in sources))}
