"""Calls in one piece of the stack: no memory is asked for again and again, whatever the depth."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from threading import Thread

import pytest

from common.deep_calls import with_room

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the faults of a thread")

CALLS = 100


def nothing() -> None:
    return None


# A frame larger than the one it is called from, so that at some depth it is the first of a new piece.
nothing.__code__ = nothing.__code__.replace(co_stacksize=100)


def faults_at(depth: int) -> int:
    """Pages that the system had to find while a function was called so often at this depth."""
    if depth:
        return faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _call in range(CALLS):
        nothing()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def most_faults(function: Callable[[int], int]) -> int:
    """The worst of three hundred depths, in a thread of its own."""
    found: list[int] = []
    thread = Thread(target=lambda: found.extend(function(depth) for depth in range(300)))
    thread.start()
    thread.join()
    return max(found)


def test_calls_at_the_end_of_a_piece_ask_for_memory_each_time() -> None:
    assert most_faults(faults_at) >= CALLS  # else this Python keeps the piece, and `with_room` can go


def test_with_room_no_depth_asks_for_memory_again() -> None:
    assert most_faults(with_room(faults_at)) < CALLS / 10


def test_what_is_called_with_room_answers_and_is_named_as_before() -> None:
    assert with_room(divmod)(7, 2) == (3, 1)
    assert with_room(faults_at).__name__ == "faults_at"
