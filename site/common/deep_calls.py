"""Room for deep calls.

CPython keeps the frames of a thread in pieces of 16 kB. It gives the last piece back to the system when a
call returns out of it, and asks for it again at the next call. A request that works just there, as deep as
middleware and templates go, does so dozens of times.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

#: What the frame below all others asks for, in words of 8 bytes. CPython doubles a new piece until the frame
#: fits, here to 256 kB, so that nearly as much again is left for the calls above it (`push_chunk` in
#: Python/pystate.c of CPython 3.11; a test says whether this Python does so, too).
ROOM = 16 * 1024


def with_room(function: Callable[P, R]) -> Callable[P, R]:
    """The same function, whose calls of its own stay in one piece of the thread's stack, however deep.

    function: anything that can be called, such as a WSGI application. Room that no call reaches takes no
    memory.
    """

    def roomy(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=ROOM)
    return wraps(function, updated=())(roomy)
