"""What `manage.py check` says about who sells."""

from __future__ import annotations

from typing import Any

import pytest

from commerce.billing.checks import check_seller, check_time_zone
from commerce.testing.scripted_provider import ScriptedProvider

NAMED = {"SELLER_NAME": "Academy", "SELLER_ADDRESS": ["Weg 1"], "SELLER_COUNTRY": "DE", "SELLER_REGION": ""}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, ""),
        ({"SELLER_NAME": ""}, "SELLER_NAME"),
        ({"SELLER_ADDRESS": [], "SELLER_COUNTRY": ""}, "SELLER_ADDRESS and SELLER_COUNTRY"),
        ({"SELLER_COUNTRY": "IN"}, "SELLER_REGION"),
        ({"SELLER_COUNTRY": "IN", "SELLER_REGION": "KA"}, ""),
    ],
)
def test_who_sells_is_named_once_buyers_can_pay(
    changes: dict[str, Any], missing: str, provider: ScriptedProvider, settings: Any
) -> None:
    for name, value in {**NAMED, **changes}.items():
        setattr(settings, name, value)
    found = check_seller()
    assert [message.id for message in found] == ["billing.W001"] * bool(missing)
    assert all(missing in message.msg for message in found)


def test_nobody_asks_for_the_seller_where_nobody_can_pay(settings: Any) -> None:
    settings.SELLER_NAME = ""
    assert check_seller() == []


def test_a_time_zone_that_is_none_is_an_error(settings: Any) -> None:
    settings.SELLER_TIME_ZONE = "Asia/Kolkata"
    assert check_time_zone() == []
    settings.SELLER_TIME_ZONE = "Nowhere/Land"
    assert [message.id for message in check_time_zone()] == ["billing.E001"]
