"""Redis as a cache that may be away: what can't be asked for within half a second counts as not kept."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as NoAnswer
from redis.retry import Retry

from .breaker import Breaker, breaker_of

logger = logging.getLogger(__name__)

#: For the connection, and for each answer. A hanging server costs a request one of the two, once.
WAIT_SECONDS = 0.4
#: Keys of changes that did not arrive; beyond these, everything is forgotten once the server is back.
MOST_MISSED = 5_000

_Answer = TypeVar("_Answer")
_DUMMY = "django.core.cache.backends.dummy.DummyCache"


def connection_options() -> dict[str, Any]:
    """How redis-py connects where nobody may wait; a connection that was cut is opened once more at once."""
    return {
        "socket_connect_timeout": WAIT_SECONDS,
        "socket_timeout": WAIT_SECONDS,
        "retry": Retry(NoBackoff(), 1, supported_errors=(ConnectionLost,)),
    }


class MissedChanges:
    """Keys whose change could not be told to a server: it may have kept what they were before.

    Their values are forgotten before the server is believed again. One per cache and process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: set[str] = set()
        self._are_too_many = False

    def note(self, keys: Iterable[str]) -> None:
        with self._lock:
            self._keys.update(keys)
            if len(self._keys) > MOST_MISSED:
                self._keys.clear()
                self._are_too_many = True

    def take(self) -> tuple[list[str], bool]:
        """The keys, and whether there were too many to remember; they are forgotten here."""
        with self._lock:
            taken = list(self._keys), self._are_too_many
            self._keys, self._are_too_many = set(), False
            return taken

    def __bool__(self) -> bool:
        return bool(self._keys) or self._are_too_many


class RedisOrElse(RedisCache):
    """Redis, and another cache while it can't be reached, hangs, or refuses what it is told.

    LOCATION: the address. OPTIONS: `instead`, the settings of the other cache as in CACHES; without them
    nothing is kept meanwhile, and adding succeeds. After one failure one request in some seconds asks again.
    """

    _missed: ClassVar[dict[tuple[str, str], MissedChanges]] = {}

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS", {}))
        instead = options.pop("instead", {"BACKEND": _DUMMY, "LOCATION": ""})
        super().__init__(server, {**params, "OPTIONS": {**connection_options(), **options}})
        self._address = server
        self._instead_settings = {**params, "OPTIONS": {}, **instead}

    @cached_property
    def _instead(self) -> BaseCache:
        own = dict(self._instead_settings)
        backend, location = own.pop("BACKEND"), own.pop("LOCATION", "")
        made: BaseCache = import_string(backend)(location, own)
        return made

    @property
    def _breaker(self) -> Breaker:
        return breaker_of(self._address)

    @property
    def _missed_changes(self) -> MissedChanges:
        return self._missed.setdefault((self._address, self.key_prefix), MissedChanges())

    @property
    def is_away(self) -> bool:
        """Whether the server didn't answer when it was last asked."""
        return self._breaker.is_open

    def _ask(
        self, ask: Callable[[], _Answer], instead: Callable[[], _Answer], changed: Iterable[str] = ()
    ) -> _Answer:
        """What Redis answers, or the other cache. changed: keys whose values in Redis then no longer hold."""
        breaker = self._breaker
        if breaker.lets_through():
            try:
                if self._missed_changes:
                    self._forget_missed()
                answer = ask()
            except (ConnectionLost, NoAnswer, OSError) as error:
                if breaker.failed():
                    logger.warning("Redis can't be reached, so nothing is kept: %s", error)
            except RedisError as error:
                logger.warning("Redis refused: %s", error)
            else:
                if breaker.answered():
                    logger.warning("Redis answers again")
                return answer
        self._missed_changes.note(changed)
        return instead()

    def _forget_missed(self) -> None:
        """Raises what Redis raises; then they are still to be forgotten."""
        keys, are_too_many = self._missed_changes.take()
        client = self._cache.get_client(write=True)
        try:
            if are_too_many:
                keys += [key.decode() for key in client.scan_iter(self.make_key("*"), count=1_000)]
            for start in range(0, len(keys), 1_000):
                client.unlink(*keys[start : start + 1_000])
        except (RedisError, OSError):
            self._missed_changes.note(keys)
            raise

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._write("add", [key], key, value, timeout=timeout, version=version)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._read("get", key, default, version=version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._write("set", [key], key, value, timeout=timeout, version=version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._read("touch", key, timeout=timeout, version=version)

    def delete(self, key: Any, version: Any = None) -> Any:
        return self._write("delete", [key], key, version=version)

    def get_many(self, keys: Any, version: Any = None) -> Any:
        return self._read("get_many", list(keys), version=version)

    def has_key(self, key: Any, version: Any = None) -> Any:
        return self._read("has_key", key, version=version)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        return self._read("incr", key, delta, version=version)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._write("set_many", data, data, timeout=timeout, version=version)

    def delete_many(self, keys: Any, version: Any = None) -> Any:
        keys = list(keys)
        return self._write("delete_many", keys, keys, version=version)

    def clear(self) -> Any:
        return self._read("clear")

    def _read(self, name: str, *args: Any, **kwargs: Any) -> Any:
        own = getattr(super(), name)
        return self._ask(lambda: own(*args, **kwargs), lambda: getattr(self._instead, name)(*args, **kwargs))

    def _write(
        self, name: str, changed: Iterable[Any], *args: Any, version: Any = None, **kwargs: Any
    ) -> Any:
        own, kwargs = getattr(super(), name), {**kwargs, "version": version}
        keys = [self.make_key(key, version) for key in changed]
        return self._ask(
            lambda: own(*args, **kwargs), lambda: getattr(self._instead, name)(*args, **kwargs), keys
        )
