"""What stands on an invoice or a credit note: worked out once, kept as plain data, and drawn from that alone.

How much of an order is documented is counted line by line. `standing` splits what a line has charged so far
into net and taxes; a document about a part is the difference of two such splits. So parts that follow each
other add up to exactly the whole, whatever was rounded, and to what was posted.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from commerce.customers.details import BuyerDetails
from commerce.orders.models import Order, OrderLine
from common.money import Money

from ..postings import earned_lines
from ..seller import seller_day
from ..tax.states import STATES

#: What of a buyer stands on no document.
_LEFT_OUT = ("email",)


@dataclass(frozen=True, slots=True)
class Split:
    """So much of a line, in minor units: net and each tax (name, rate in hundredths of a percent, amount)."""

    net_minor: int
    taxes: tuple[tuple[str, int, int], ...]

    @property
    def tax_minor(self) -> int:
        return sum(amount for _name, _rate, amount in self.taxes)

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class Correction:
    """What a document corrects. kind: of the one that it corrects. content: what stands on that.

    buyer: the buyer's details, where they are others than on that. cause: why staff had it corrected.
    """

    number: str
    kind: str
    content: Mapping[str, Any]
    buyer: Mapping[str, str] | None = None
    cause: str = ""


def standing(order: Order, line: OrderLine, gross_minor: int) -> Split:
    """How so much of a line's total divides into net and taxes, as it was posted.

    gross_minor: between 0 and the line's total.
    """
    posted = earned_lines(order, line, gross_minor)
    tax = sum(-part.money.amount_minor for part in posted if part.kind == "tax")
    weights = [int(each["amount_minor"]) for each in line.tax]
    parts = Money(tax, order.currency).allocate(weights) if tax else [Money(0, order.currency)] * len(weights)
    named = zip(line.tax, parts, strict=True)
    taxes = tuple((each["name"], int(each["rate_bp"]), part.amount_minor) for each, part in named)
    return Split(gross_minor - tax, taxes)


def between(order: Order, line: OrderLine, before_minor: int, after_minor: int) -> Split:
    """What lies between two amounts that a line has charged, as amounts of nought and more."""
    low, high = sorted((before_minor, after_minor))
    less, more = standing(order, line, low), standing(order, line, high)
    taxes = tuple(
        (name, rate, amount - taken)
        for (name, rate, amount), (_name, _rate, taken) in zip(more.taxes, less.taxes, strict=True)
    )
    return Split(more.net_minor - less.net_minor, taxes)


def content_of(
    order: Order, splits: Mapping[OrderLine, Split], *, day: date, correction: Correction | None
) -> dict[str, Any]:
    """Everything that stands on a document but its number.

    splits: what of each line it is about. day: of issue. correction: what it corrects, whose buyer and notes
    it repeats: it is about the same sale, whatever became of the buyer since.
    """
    paid_on = seller_day(order.paid_at or order.placed_at).isoformat()
    if correction is None:
        buyer = BuyerDetails.from_json(order.buyer).as_json()
        buyer = {name: value for name, value in buyer.items() if name not in _LEFT_OUT}
        notes = [str(note) for note in order.evidence.get("tax_notes", ())]
    else:
        buyer = dict(correction.buyer or correction.content["buyer"])
        notes = list(correction.content["notes"])
    country, region = buyer["country"], buyer["region"]
    return {
        "seller": seller(),
        "buyer": buyer,
        "order_number": order.number,
        "currency": order.currency,
        "issue_date": day.isoformat(),
        "due_date": day.isoformat(),
        "supply_date": paid_on,
        "paid_on": paid_on,
        "corrects": {"number": correction.number, "kind": correction.kind} if correction else None,
        "cause": correction.cause if correction else "",
        "notes": notes,
        "lines": [_line(line, split) for line, split in splits.items()],
        "taxes": _tax_table(splits),
        "place_of_supply": {
            "country": country,
            "region": region,
            "region_name": STATES.get(country, {}).get(region, region),
        },
    }


def _line(line: OrderLine, split: Split) -> dict[str, Any]:
    return {
        "title": line.title,
        "net_minor": split.net_minor,
        "tax_minor": split.tax_minor,
        "total_minor": split.total_minor,
        "rates": [[name, rate] for name, rate, _amount in split.taxes],
    }


def seller() -> dict[str, Any]:
    """Who sells, as the settings say."""
    return {
        "name": settings.SELLER_NAME,
        "address": list(settings.SELLER_ADDRESS),
        "country": settings.SELLER_COUNTRY,
        "region": settings.SELLER_REGION,
        "tax_number": settings.SELLER_TAX_NUMBER,
        "sac": settings.SELLER_SAC if settings.SELLER_COUNTRY == "IN" else "",
    }


def _tax_table(splits: Mapping[OrderLine, Split]) -> list[dict[str, Any]]:
    """Net and tax for each tax and rate, in the order in which they come; one without a name is no tax."""
    nets: dict[tuple[str, int], int] = defaultdict(int)
    taxes: dict[tuple[str, int], int] = defaultdict(int)
    for split in splits.values():
        for name, rate, amount in split.taxes or (("", 0, 0),):
            nets[name, rate] += split.net_minor
            taxes[name, rate] += amount
    return [
        {"name": name, "rate_bp": rate, "net_minor": nets[name, rate], "tax_minor": taxes[name, rate]}
        for name, rate in nets
    ]


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content, by which a later change would be told."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
