"""Providers on loopback, with the settings that lead to them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from commerce.gateways.sandbox.gateway import SandboxGateway
from commerce.testing import razorpay_server
from commerce.testing.razorpay_server import RazorpayServer
from commerce.testing.stripe_server import SECRET_KEY, WEBHOOK_SECRET, StripeServer


@pytest.fixture
def stripe(settings: pytest.FixtureRequest) -> Iterator[StripeServer]:
    with StripeServer() as server:
        settings.STRIPE_API_URL = server.address
        settings.STRIPE_SECRET_KEY = SECRET_KEY
        settings.STRIPE_WEBHOOK_SECRETS = [WEBHOOK_SECRET]
        settings.STRIPE_CURRENCIES = ["EUR", "USD", "JPY", "KWD", "ISK", "UGX", "MGA"]
        settings.GATEWAY_TIMEOUTS = (1.0, 0.25)
        yield server


@pytest.fixture
def sandbox(settings: pytest.FixtureRequest) -> SandboxGateway:
    settings.DEBUG = settings.SANDBOX_PAYMENTS = True
    return SandboxGateway()


@pytest.fixture
def razorpay(settings: pytest.FixtureRequest) -> Iterator[RazorpayServer]:
    with RazorpayServer() as server:
        settings.RAZORPAY_API_URL = server.address
        settings.RAZORPAY_KEY_ID = razorpay_server.KEY_ID
        settings.RAZORPAY_KEY_SECRET = razorpay_server.KEY_SECRET
        settings.RAZORPAY_WEBHOOK_SECRETS = [razorpay_server.WEBHOOK_SECRET]
        settings.GATEWAY_TIMEOUTS = (1.0, 0.25)
        yield server
