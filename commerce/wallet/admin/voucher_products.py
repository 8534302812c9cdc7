"""Which products a voucher may open: told by whoever knows products, because the wallet doesn't."""

from __future__ import annotations

from collections.abc import Callable

#: The code of a product and its title.
Choices = list[tuple[str, str]]

_registered: list[Callable[[], Choices]] = []


def register(choices: Callable[[], Choices]) -> None:
    """Let `choices` say what a voucher may open. Called once, from `AppConfig.ready`."""
    if choices not in _registered:
        _registered.append(choices)


def voucher_products() -> Choices:
    """Every product that a voucher may open, as told by all that registered."""
    return [each for choices in _registered for each in choices()]
