"""Random sequences at each real provider: see `tests/fuzzing/providers.py`.

A few here; `make fuzz ARGS=payments` plays 5,000 at each. One is played again by its number:
FUZZ_SEQUENCES=1 FUZZ_FIRST=<number>.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections

from accounts.tests.factories import UserFactory
from commerce.gateways.tests.conftest import razorpay, sandbox, stripe
from learning.testing.courses import make_course
from tests.fuzzing.payments import everything_for_sale
from tests.fuzzing.playing import Steps, how_many, play_many
from tests.fuzzing.providers import ProviderPlay, steps_of
from tests.fuzzing.stands import RazorpayStand, SandboxStand, Stand, StripeStand, TransferStand

pytestmark = pytest.mark.django_db
__all__ = ["razorpay", "sandbox", "stripe"]  # fixtures


@pytest.fixture(params=["stripe", "razorpay", "sandbox", "bank_transfer"])
def stand(request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Stand:
    settings.GATEWAY_PAUSES = (0.0, 0.0)
    if request.param == "stripe":
        return StripeStand(request.getfixturevalue("stripe"))
    if request.param == "razorpay":
        return RazorpayStand(request.getfixturevalue("razorpay"))
    if request.param == "sandbox":
        request.getfixturevalue("sandbox")
        for each in connections.all():  # DEBUG has every query written down, which takes as long as asking it
            monkeypatch.setattr(each, "make_debug_cursor", each.make_cursor)
        return SandboxStand()
    settings.BANK_TRANSFER_DETAILS = ["Academy Ltd", "IBAN DE00"]
    return TransferStand()


def test_random_sequences(stand: Stand) -> None:
    buyer = UserFactory()
    codes = [make_course().product_code for _each in range(2)]

    def play(steps: Steps) -> None:
        one = ProviderPlay(stand, buyer, codes)
        for name, choice in steps:
            one.step(name, choice)
        one.end()

    with everything_for_sale():
        play_many(stand.code, lambda seed: steps_of(stand, seed), play, count=how_many(4))
