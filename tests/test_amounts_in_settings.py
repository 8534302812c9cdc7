"""Amounts of money in the environment: read with their currency, or refused."""

from __future__ import annotations

import pytest

from config import env


@pytest.mark.parametrize("typed", ["50", "fifty EUR", "50 XXX", "0.001 EUR"])
def test_amounts_in_the_environment_are_read_or_refused(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMITS", "50 EUR, 4000 jpy")
    assert env.amounts("LIMITS") == {"EUR": 5_000, "JPY": 4_000}
    monkeypatch.setenv("LIMITS", typed)
    with pytest.raises(SystemExit):
        env.amounts("LIMITS")
