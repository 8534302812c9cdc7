"""What the tests of payments share: a provider that plays along, a shop, and somebody who buys there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from commerce.testing.scripted_provider import ScriptedProvider, scripted
from commerce.testing.shop import Shop, open_shop


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with scripted() as one:
        yield one


@pytest.fixture
def shop() -> Iterator[Shop]:
    with open_shop() as one:
        yield one


@pytest.fixture
def buyer(client: Client) -> User:
    """Somebody who is signed in."""
    person: User = UserFactory(email="ada@example.org")
    client.force_login(person)
    return person
