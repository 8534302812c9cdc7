"""A registry of addresses (URLs) that lie above: how an app names a screen of an upper app.

An app reverses URL names of itself and of lower apps only (tests/test_house_addresses.py). For a screen of
an upper app it asks `address_of("learner", person.public_id)`, in a template
`{% address "learner" person.public_id %}`. The app that owns the screen registers it in `AppConfig.ready`:

    addresses.register("learner", addresses.of_url_name("support:learner"))
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

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


@cache
def admin_address() -> str:
    """Where Wagtail's admin begins: a path such as "/admin/", the same in every language."""
    return reverse("wagtailadmin_home")


def names() -> frozenset[str]:
    """Every registered name."""
    return frozenset(_registered)


def of_url_name(url_name: str, *, language: str | None = None) -> Callable[..., str]:
    """A resolver that reverses `url_name` with whatever arguments it is asked for.

    language: a code such as "en" for an address that is printed or mailed and is the same for every reader;
    None for the active language.
    """

    def resolve(*args: object) -> str:
        if language is None:
            return reverse(url_name, args=args)
        with override(language):
            return reverse(url_name, args=args)

    return resolve


def of_page(path: str) -> Callable[..., str]:
    """A resolver for a page with a fixed slug such as "/courses/", which has no URL name."""
    return lambda: in_language(path)


def in_language(path: str) -> str:
    """A public path such as "/courses/" as it is in the active language: "/fr/courses/"."""
    language = get_language() or settings.LANGUAGE_CODE
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"
