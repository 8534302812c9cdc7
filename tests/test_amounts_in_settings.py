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


@pytest.mark.parametrize(
    ("typed", "read"), [("", 5), ("70", 7_000), ("33.5 %", 3_350), ("0", 0), ("100", 10_000)]
)
def test_a_percentage_in_the_environment_is_read(
    typed: str, read: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHARE", typed)
    assert env.percentage("SHARE", default=5) == read


@pytest.mark.parametrize("typed", ["-1", "100.01", "a", "1,5", "1.234", "."])
def test_a_percentage_that_is_none_is_refused(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARE", typed)
    with pytest.raises(SystemExit):
        env.percentage("SHARE", default=5)
