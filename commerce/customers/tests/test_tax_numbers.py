"""Which tax numbers can be one, and how they are written. Numbers in here are examples of tax offices."""

from __future__ import annotations

import pytest

from commerce.customers.tax_numbers import check


@pytest.mark.parametrize(
    ("country", "typed", "number", "status"),
    [
        ("DE", "de 136 695 976", "DE136695976", "valid"),
        ("DE", "136695976", "DE136695976", "valid"),
        ("DE", "136695978", "136695978", "invalid"),
        ("FR", "FR 40 303 265 045", "FR40303265045", "valid"),
        ("AT", "ATU 13585627", "ATU13585627", "valid"),
        # Greece is GR on an envelope, EL in its numbers.
        ("GR", "GR 023456780", "EL023456780", "valid"),
        ("GR", "EL 023456780", "EL023456780", "valid"),
        ("GB", "GB 980 7806 84", "980780684", "valid"),
        ("IN", "27AAPFU0939F1ZV", "27AAPFU0939F1ZV", "valid"),
        ("IN", "27-aapfu-0939f-1zv", "27AAPFU0939F1ZV", "valid"),
        ("IN", "27AAPFU0939F1ZA", "27AAPFU0939F1ZA", "invalid"),
        # Ladakh, other territory and other countries, which python-stdnum 2.2 refuses.
        ("IN", "38AAPFU0939F1ZS", "38AAPFU0939F1ZS", "valid"),
        ("IN", "97AAPFU0939F1ZO", "97AAPFU0939F1ZO", "valid"),
        ("IN", "39AAPFU0939F1ZQ", "39AAPFU0939F1ZQ", "invalid"),
        ("US", "12-3456789", "12-3456789", "unchecked"),
        ("", "anything", "ANYTHING", "unchecked"),
        ("??", "anything", "ANYTHING", "unchecked"),
        ("DE", "", "", "unchecked"),
    ],
)
def test_a_tax_number_is_checked_by_the_rules_of_its_country(
    country: str, typed: str, number: str, status: str
) -> None:
    checked = check(country, typed)
    assert (checked.number, checked.status) == (number, status)
