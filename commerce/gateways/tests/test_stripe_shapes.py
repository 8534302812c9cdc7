"""The shape of every call to Stripe, checked by Stripe's own stripe-mock against its published API.

It has no memory and answers with examples: what the calls lead to is for test_stripe.py. It knows the API a
little older than the library's; what we send is the same in both.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from commerce.gateways.base import GatewayRefused
from commerce.gateways.stripe.calls import ask
from commerce.gateways.stripe.gateway import StripeGateway
from commerce.testing.payment_requests import payment_request, refund_request
from common.money import Money
from scripts.environment import stripe_mock

PROGRAM = stripe_mock()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="needs stripe-mock: install Go, run `make test`")
GATEWAY = StripeGateway()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert PROGRAM is not None
    command = [str(PROGRAM), "-http-addr", f"127.0.0.1:{port}"]
    running = subprocess.Popen(
        command,
        env={"GOMAXPROCS": "2"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _try in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


@pytest.fixture(autouse=True)
def checked(address: str, settings: pytest.FixtureRequest) -> None:
    settings.STRIPE_API_URL = address
    settings.STRIPE_SECRET_KEY = "sk_test_123"
    settings.STRIPE_CURRENCIES = ["EUR"]
    settings.GATEWAY_TIMEOUTS = (5.0, 20.0)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"expires_at": None},
        {"keeps_method": True, "language": "fr-ca"},
        {"keeps_method": True, "buyer_reference": "cus_1", "language": "xx"},
        {"money": Money(1500, "KWD")},
        {"saved_method": "pm_1", "buyer_reference": "cus_1"},
    ],
    ids=["usual", "no end", "kept", "kept for a known buyer", "three decimals", "kept card"],
)
def test_starting_a_payment(changed: dict[str, Any]) -> None:
    assert GATEWAY.start(payment_request(**changed)).reference


@pytest.mark.parametrize(
    "call",
    [
        lambda: GATEWAY.look_up("cs_test_1"),
        lambda: GATEWAY.look_up("pi_1"),
        lambda: GATEWAY.find(payment_request().payment_id),
        lambda: GATEWAY.find_by_money("pi_1"),
        lambda: GATEWAY.cancel("cs_test_1"),
        lambda: GATEWAY.cancel("pi_1"),
        lambda: GATEWAY.refund(refund_request("cs_test_1", "pi_1")),
        lambda: GATEWAY.look_up_refund("re_1", transaction_id="pi_1"),
        lambda: GATEWAY.refunds_of("pi_1"),
        lambda: GATEWAY.look_up_dispute("dp_1"),
        lambda: GATEWAY.forget_method("pm_1"),
        lambda: GATEWAY.forget_buyer("cus_1"),
    ],
    ids=[
        "session",
        "intent",
        "find",
        "find by money",
        "expire",
        "cancel",
        "refund",
        "look up refund",
        "refunds",
        "dispute",
        "forget",
        "forget buyer",
    ],
)
def test_every_other_call(call: Callable[[], Any]) -> None:
    call()


def test_it_would_refuse_what_stripe_does_not_know() -> None:
    wanted: Any = {"mode": "payment", "no_such_word": "1"}
    with pytest.raises(GatewayRefused):
        ask(lambda client: client.v1.checkout.sessions.create(wanted))


def test_it_would_refuse_an_amount_that_is_no_integer() -> None:
    wanted: Any = {"payment_intent": "pi_1", "amount": timedelta(1)}
    with pytest.raises(GatewayRefused):
        ask(lambda client: client.v1.refunds.create(wanted))
