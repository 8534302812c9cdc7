"""Processes that share out sequences play each of them once."""

from __future__ import annotations

import os

import pytest

from scripts.played import shares


@pytest.mark.parametrize("sequences", [1, 99, 100, 5_000, 5_003])
def test_each_sequence_is_played_once(sequences: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)

    found = shares(sequences, first=7)

    played = [number for first, count in found for number in range(first, first + count)]
    assert played == list(range(7, 7 + sequences))
    assert len(found) == max(1, min(4, sequences // 100))
