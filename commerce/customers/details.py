"""A buyer's name and address as typed: what checkout hands on and an order keeps."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

#: Countries in which the State decides the tax (India) or belongs to an address (United States, Canada).
COUNTRIES_WITH_REGIONS = frozenset(("IN", "US", "CA"))


@dataclass(frozen=True, slots=True)
class BuyerDetails:
    """Who buys, as it stands on an order and an invoice.

    country: ISO 3166-1 alpha-2. region: the part of ISO 3166-2 after the dash, for COUNTRIES_WITH_REGIONS.
    """

    name: str = ""
    email: str = ""
    company: str = ""
    line_1: str = ""
    line_2: str = ""
    city: str = ""
    postcode: str = ""
    region: str = ""
    country: str = ""
    tax_number: str = ""
    language: str = ""

    def as_json(self) -> dict[str, str]:
        """The details for a JSON column."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """The details that `as_json` was made from; what is no longer known is dropped."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: str(value) for name, value in kept.items() if name in known})

    @property
    def is_business(self) -> bool:
        """Whether a tax number was given: who has one buys as a business."""
        return bool(self.tax_number)
