"""What `manage.py check` says about payment providers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register

#: By provider, the settings that it needs all of. None of them set: the provider isn't wanted.
NEEDS: Mapping[str, Mapping[str, str]] = {
    "Stripe": {"STRIPE_SECRET_KEY": "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS": "STRIPE_WEBHOOK_SECRET"},
    "Razorpay": {
        "RAZORPAY_KEY_ID": "RAZORPAY_KEY_ID",
        "RAZORPAY_KEY_SECRET": "RAZORPAY_KEY_SECRET",
        "RAZORPAY_WEBHOOK_SECRETS": "RAZORPAY_WEBHOOK_SECRET",
    },
}


@register("payments")
def check_keys(**_kwargs: Any) -> list[CheckMessage]:
    """A provider with some of its settings but not all isn't offered: W001 names what is missing."""
    found: list[CheckMessage] = []
    for provider, needs in NEEDS.items():
        missing = [variable for setting, variable in needs.items() if not getattr(settings, setting)]
        if missing and len(missing) < len(needs):
            found.append(
                Warning(
                    f"{provider} isn't offered to buyers: {' and '.join(missing)} isn't set.",
                    hint="Set all of its keys, or none (docs/operations.md).",
                    id="gateways.W001",
                )
            )
    return found


@register("payments", deploy=True)
def check_that_one_is_ready(**_kwargs: Any) -> list[CheckMessage]:
    """I001 where nobody can pay by any provider: told by `check --deploy`, since not every academy sells."""
    from .base import registered

    if any(gateway.is_ready() for gateway in registered()):
        return []
    return [
        Info(
            "No payment provider is set up: what has a price can't be bought.",
            hint="Set the keys of one (docs/operations.md).",
            id="gateways.I001",
        )
    ]


@register("payments")
def check_sandbox(**_kwargs: Any) -> list[CheckMessage]:
    """E001 where the sandbox is switched on without DEBUG: it would not exist, and somebody expects it."""
    if settings.SANDBOX_PAYMENTS and not settings.DEBUG:
        return [
            Error(
                "SANDBOX_PAYMENTS is on while DEBUG is off: the sandbox refuses to exist.",
                hint="Unset SANDBOX_PAYMENTS; it is for development.",
                id="gateways.E001",
            )
        ]
    return []
