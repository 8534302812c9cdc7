"""A registry of addresses (URLs) that lie above: how an app names a screen of an upper app.

An app reverses URL names of itself and of lower apps only (tests/test_house_addresses.py). For a screen of
an upper app it asks `address_of("learner", person.public_id)`, in a template
`{% address "learner" person.public_id %}`. The app that owns the screen registers it in `AppConfig.ready`:

    addresses.register("learner", addresses.of_url_name("support:learner"))
"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

_registered: dict[str, Callable[..., str]] = {}


class UnknownAddress(LookupError):
    """Nobody has registered an address under this name."""


def register(name: str, resolve: Callable[..., str]) -> None:
    """Let `resolve` give the address called `name`: a path such as "/my-dashboard/", without a host.

    Raises ValueError when the name has been given to another resolver already.
    """
    if _registered.setdefault(name, resolve) is not resolve:
        raise ValueError(f"two apps register the address “{name}”")


def address_of(name: str, *args: object) -> str:
    """The address registered as `name`, for these arguments, in the active language. No query of its own.

    Raises UnknownAddress when no installed app has registered the name.
    """
    try:
        resolve = _registered[name]
    except KeyError:
        raise UnknownAddress(f"no installed app registers the address “{name}”") from None
    return resolve(*args)


def names() -> frozenset[str]:
    """Every registered name."""
    return frozenset(_registered)


def of_url_name(url_name: str) -> Callable[..., str]:
    """A resolver that reverses `url_name` with whatever arguments it is asked for."""

    def resolve(*args: object) -> str:
        return reverse(url_name, args=args)

    return resolve
