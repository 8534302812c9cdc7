"""What the tests of payments share: a provider that plays along."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from commerce.testing.scripted_provider import ScriptedProvider, scripted


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with scripted() as one:
        yield one
