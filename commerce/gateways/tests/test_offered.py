"""Which providers a buyer may choose from, and what the system check says about the others."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.test import Client

from commerce.gateways.base import UnknownGateway, available, gateway_of, page_sources
from common.money import Money
from tests.source import ROOT

pytestmark = pytest.mark.django_db

KEYS = {
    "STRIPE_SECRET_KEY": "sk_test_1",
    "STRIPE_WEBHOOK_SECRETS": ["whsec_1"],
    "STRIPE_CURRENCIES": ["EUR", "KWD"],
    "RAZORPAY_KEY_ID": "rzp_1",
    "RAZORPAY_KEY_SECRET": "secret",
    "RAZORPAY_WEBHOOK_SECRETS": ["secret"],
    "BANK_TRANSFER_DETAILS": ["IBAN"],
    "BANK_TRANSFER_CURRENCIES": ["EUR"],
}


@pytest.fixture
def keys(settings: pytest.FixtureRequest) -> pytest.FixtureRequest:
    for name, value in KEYS.items():
        setattr(settings, name, value)
    return settings


def offered(currency: str, money: Money | None = None) -> list[str]:
    return [each.code for each in available(currency, money)]


def complaints() -> list[str]:
    found = run_checks(tags=["payments"], include_deployment_checks=True)
    return sorted(str(each.id) for each in found if str(each.id).startswith("gateways."))


def test_which_provider_takes_which_currency_is_data(keys: pytest.FixtureRequest) -> None:
    assert offered("EUR") == ["stripe", "bank_transfer"]
    assert offered("INR") == ["razorpay"]
    assert offered("KWD") == ["stripe"]
    assert offered("KWD", Money(1505, "KWD")) == []
    assert offered("USD") == []
    assert complaints() == []


@pytest.mark.parametrize(
    ("missing", "hidden"),
    [
        ("STRIPE_SECRET_KEY", "stripe"),
        ("STRIPE_WEBHOOK_SECRETS", "stripe"),
        ("RAZORPAY_KEY_ID", "razorpay"),
        ("RAZORPAY_KEY_SECRET", "razorpay"),
        ("RAZORPAY_WEBHOOK_SECRETS", "razorpay"),
    ],
)
def test_a_missing_key_hides_the_provider_and_a_check_says_so(
    keys: pytest.FixtureRequest, missing: str, hidden: str
) -> None:
    setattr(keys, missing, type(KEYS[missing])())
    assert hidden not in offered("EUR") + offered("INR")
    with pytest.raises(UnknownGateway):
        gateway_of(hidden)
    assert complaints() == ["gateways.W001"]
    assert Client().post(f"/webhooks/{hidden}/", b"{}", content_type="application/json").status_code == 404


def test_without_any_key_nothing_can_be_bought_and_a_check_says_so() -> None:
    assert offered("EUR") == []
    assert complaints() == ["gateways.I001"]


def test_the_sandbox_with_debug_off_is_an_error(settings: pytest.FixtureRequest) -> None:
    settings.SANDBOX_PAYMENTS = True
    assert "gateways.E001" in complaints()
    settings.DEBUG = True
    assert complaints() == []


def test_production_does_not_start_with_the_sandbox() -> None:
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "SECRET_KEY": "x" * 50,
        "DATABASE_URL": "sqlite:///:memory:",
        "ALLOWED_HOSTS": "example.org",
        "EMAIL_URL": "memory:",
        "SANDBOX_PAYMENTS": "yes",
    }
    started = subprocess.run(
        [sys.executable, "-c", "import config.settings.production"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert "SANDBOX_PAYMENTS is for development" in started.stderr


def test_forms_may_lead_to_a_provider_that_is_ready(keys: pytest.FixtureRequest) -> None:
    leads = page_sources()["form-action"]
    assert leads == ("https://checkout.stripe.com", "https://hooks.stripe.com", "https://api.razorpay.com")
    policy = Client().get("/account/login/")["Content-Security-Policy"]
    assert f"form-action 'self' {' '.join(sorted(leads))}" in policy
    assert "checkout.razorpay.com" not in policy  # its script is for the page that opens it
    keys.STRIPE_SECRET_KEY = keys.RAZORPAY_KEY_ID = ""
    assert page_sources()["form-action"] == ()
