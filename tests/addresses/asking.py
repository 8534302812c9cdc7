"""How an address is asked: what the tables of addresses are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.roles import Academy

Ask = Callable[[Client, Academy], Any]
#: What is asked, and who gets it. Everybody else is refused or sent to sign in.
Table = dict[str, tuple[Ask, frozenset[str]]]


def get(address: Callable[[Academy], str]) -> Ask:
    return lambda client, academy: client.get(address(academy))


def post(address: Callable[[Academy], str], **data: Any) -> Ask:
    return lambda client, academy: client.post(address(academy), data)


def named(name: str, *of: str) -> Callable[[Academy], str]:
    """The address of that name, with arguments read off the academy by dotted path."""

    def address(academy: Academy) -> str:
        found = []
        for path in of:
            value: Any = academy
            for part in path.split("."):
                value = value[part] if isinstance(value, dict) else getattr(value, part)
            found.append(value)
        return reverse(name, args=found)

    return address
