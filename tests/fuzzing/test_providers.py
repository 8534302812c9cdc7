"""Random sequences at each real provider: see `tests/fuzzing/providers.py`.

A few here; `make fuzz ARGS=payments` plays 5,000 at each. One is played again by its number:
FUZZ_SEQUENCES=1 FUZZ_FIRST=<number>.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.tests.factories import UserFactory
from commerce.gateways.tests.conftest import razorpay, sandbox, stripe
from learning.testing.courses import make_course
from tests.fuzzing.payments import everything_for_sale
from tests.fuzzing.providers import ProviderPlay, steps_of
from tests.fuzzing.stands import RazorpayStand, SandboxStand, Stand, StripeStand, TransferStand

pytestmark = pytest.mark.django_db
__all__ = ["razorpay", "sandbox", "stripe"]  # fixtures

SEQUENCES = int(os.environ.get("FUZZ_SEQUENCES", "4"))
FIRST = int(os.environ.get("FUZZ_FIRST", "0"))


class _Undone(Exception):
    """Takes everything back that a sequence wrote."""


@pytest.fixture(params=["stripe", "razorpay", "sandbox", "bank_transfer"])
def stand(request: pytest.FixtureRequest, settings: Any) -> Stand:
    settings.GATEWAY_PAUSES = (0.0, 0.0)
    if request.param == "stripe":
        return StripeStand(request.getfixturevalue("stripe"))
    if request.param == "razorpay":
        return RazorpayStand(request.getfixturevalue("razorpay"))
    if request.param == "sandbox":
        request.getfixturevalue("sandbox")
        return SandboxStand()
    settings.BANK_TRANSFER_DETAILS = ["Academy Ltd", "IBAN DE00"]
    return TransferStand()


def play(stand: Stand, buyer: Any, codes: list[str], steps: list[tuple[str, int]]) -> None:
    try:
        with ExitStack() as both:
            for each in connections.all():
                both.enter_context(transaction.atomic(using=each.alias))
            one = ProviderPlay(stand, buyer, codes)
            for name, choice in steps:
                one.step(name, choice)
            one.end()
            raise _Undone
    except _Undone:
        pass


def test_random_sequences(stand: Stand) -> None:
    buyer = UserFactory()
    codes = [make_course().product_code for _each in range(2)]
    with everything_for_sale():
        for seed in range(FIRST, FIRST + SEQUENCES):
            steps = steps_of(stand, seed)
            try:
                play(stand, buyer, codes, steps)
            except Exception as error:
                raise AssertionError(f"{stand.code}, sequence {seed}: {steps}") from error
