"""A cache that can't be reached, hangs or refuses is a miss, and few wait to find out."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from redis.exceptions import ResponseError

from common.caching import breaker
from common.caching.breaker import Breaker
from common.caching.redis_cache import RedisOrElse

LOCAL = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "instead"}


@pytest.fixture(autouse=True)
def fresh_breakers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "_breakers", {})
    monkeypatch.setattr(RedisOrElse, "_missed", {})


@pytest.fixture
def hanging() -> Iterator[str]:
    """The address of somebody who takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


NOBODY = "redis://127.0.0.1:1/0"


def ask_everything(cache: Any) -> list[Any]:
    cache.set("a", 1)
    cache.set_many({"a": 1, "b": 2})
    cache.delete_many(["a"])
    cache.clear()
    return [
        cache.get("a", "missing"),
        cache.get_many(["a", "b"]),
        cache.add("a", 1),
        cache.get_or_set("a", 7),
        cache.has_key("a"),
        cache.touch("a"),
        cache.delete("a"),
    ]


@pytest.mark.parametrize("place", ["nobody", "hanging"])
def test_all_of_it_is_a_miss_within_half_a_second(place: str, hanging: str) -> None:
    cache = RedisOrElse(hanging if place == "hanging" else NOBODY, {})
    began = time.monotonic()
    assert ask_everything(cache) == ["missing", {}, True, 7, False, False, False]
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
    assert time.monotonic() - began < 0.5
    assert cache.is_away


def test_threads_and_caches_of_one_server_learn_from_each_other(hanging: str) -> None:
    RedisOrElse(hanging, {}).get("a")
    began = time.monotonic()
    RedisOrElse(hanging, {"KEY_PREFIX": "other"}).get("a")
    assert time.monotonic() - began < 0.1


def test_another_cache_takes_its_place() -> None:
    cache = RedisOrElse(NOBODY, {"OPTIONS": {"instead": LOCAL}, "KEY_PREFIX": "limits"})
    assert [cache.add("a", 1), cache.add("a", 1), cache.incr("a"), cache.get("a")] == [True, False, 2, 2]


def test_a_server_that_refuses_is_a_miss_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = RedisOrElse(NOBODY, {})
    asked = []

    def refuse(*_args: Any) -> None:
        asked.append(1)
        raise ResponseError("OOM command not allowed when used memory > 'maxmemory'")

    monkeypatch.setattr(type(cache._cache), "set", refuse)
    monkeypatch.setattr(cache, "_forget_missed", lambda: None)
    cache.set("a", 1)
    cache.set("b", 1)
    assert (len(asked), cache.is_away) == (2, False)


def test_one_of_all_asks_again_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = {"now": 100.0}
    monkeypatch.setattr(breaker.time, "monotonic", lambda: clock["now"])
    one = Breaker()
    assert one.failed()
    assert not one.failed()
    assert [one.lets_through() for _ in range(3)] == [False, False, False]
    clock["now"] += breaker.PAUSE_SECONDS
    assert [one.lets_through() for _ in range(3)] == [True, False, False]
    assert one.answered()
    assert not one.answered()
    assert [one.lets_through() for _ in range(3)] == [True, True, True]
