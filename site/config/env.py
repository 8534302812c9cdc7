"""The only place that reads the environment: small typed readers, one per kind of value.

An empty variable counts as not set. A value that can't be read, or a required one that is missing, ends the
process with one sentence (`SystemExit`), because whoever starts a server reads a sentence, not a traceback.
Every name read through here is listed in docs/operations.md; a test compares the two.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_POSTGRESQL = {"postgres", "postgresql"}
_ORIGIN = re.compile(r"https?://(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?")
_MAIL_SCHEMES = ("smtp", "smtps", "console", "file", "memory")


def text(name: str, default: str = "") -> str:
    """The value of `name` without surrounding blanks, or `default` when it is not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """A yes or no: 1/true/yes/on or 0/false/no/off, in any case."""
    value = text(name).lower()
    if not value:
        return default
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise refusal(name, f"must be one of 1, true, yes, on, 0, false, no or off, not “{value}”")


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number that is at least `least`."""
    value = text(name)
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise refusal(name, f"must be a whole number of at least {least}, not “{value}”")
    return int(value)


def percentage(name: str, *, default: int) -> int:
    """A percentage with two decimals at most, such as `70` or `33.5`: in hundredths of a percent."""
    value = text(name).removesuffix("%").strip()
    if not value:
        return default
    whole, _dot, part = value.partition(".")
    read = whole.isdecimal() and len(part) <= 2 and (part.isdecimal() or not part)
    if not read or not 0 <= (found := int(whole) * 100 + int(part.ljust(2, "0"))) <= 10_000:
        raise refusal(name, f"must be a percentage between 0 and 100, not “{value}”")
    return found


def amounts(name: str) -> dict[str, int]:
    """Amounts of money separated by commas, such as `50 EUR, 4000 JPY`: minor units by currency."""
    return _amounts_of(name, words(name))


def _amounts_of(name: str, items: list[str]) -> dict[str, int]:
    from common.money import Money

    found = {}
    for item in items:
        number_, _blank, code = item.partition(" ")
        try:
            money = Money.of(number_, code.strip().upper())
        except ValueError:
            raise refusal(name, f"must be amounts such as “50 EUR, 4000 JPY”, not “{item}”") from None
        found[money.currency] = money.amount_minor
    return found


def amount_lists(name: str) -> dict[str, list[int]]:
    """Amounts as `amounts` reads them, several of a currency: minor units by currency, in their order."""
    found: dict[str, list[int]] = {}
    for item in words(name):
        for currency, minor in _amounts_of(name, [item]).items():
            found.setdefault(currency, []).append(minor)
    return found


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas; blanks around the items are dropped."""
    return [item.strip() for item in text(name).split(",") if item.strip()] or list(default)


def origins(name: str) -> list[str]:
    """A list of origins as a policy holds them, such as `https://a.example.org` or `https://*.example.org`."""
    found = [word.rstrip("/").lower() for word in words(name)]
    for origin in found:
        if not _ORIGIN.fullmatch(origin):
            raise refusal(
                name, f"must be a list of origins such as https://files.example.org, not “{origin}”"
            )
    return found


def folder(name: str, default: Path) -> Path:
    """A folder, absolute; a relative one is taken from the working directory."""
    value = text(name)
    return Path(value).expanduser().resolve() if value else default


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of a few words."""
    value = text(name, default).lower()
    if value not in allowed:
        raise refusal(name, f"must be one of {', '.join(allowed)}, not “{value}”")
    return value


def require(*names: str) -> None:
    """End the process, naming all of `names` that are not set in one sentence."""
    missing = [name for name in names if not text(name)]
    if missing:
        listed = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
        raise SystemExit(f"Lyceum can't start: set {listed} in the environment (see docs/operations.md).")


def refusal(name: str, problem: str) -> SystemExit:
    """The exception to raise when the value of `name` makes no sense."""
    return SystemExit(f"Lyceum can't start: {name} {problem} (see docs/operations.md).")


#: How long a network may lose what is sent before a connection is given up; an address may say otherwise.
_NETWORK = {
    "connect_timeout": "2",
    "keepalives": "1",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",  # milliseconds
}
#: How long a request waits for a connection: with what follows, it is answered within two seconds.
_POOL_SECONDS = 1.0


def database(
    name: str, *, file: Path | str, pool_size: int = 0, statement_seconds: int = 0
) -> dict[str, Any]:
    """A Django database from an address: `postgresql://user:password@host:port/name` or `sqlite:///file`.

    file: the SQLite file that is used when `name` is not set.
    pool_size: connections per process that psycopg's pool may open; 0 turns the pool off.
    statement_seconds: after how long PostgreSQL cuts a statement off; 0: it goes on.
    Query parameters of a PostgreSQL address become connection options (`?sslmode=require`).
    """
    value = text(name)
    if not value:
        return _sqlite(str(file))
    url = _split(name, value)
    if url.scheme == "sqlite":
        return _sqlite(unquote(url.path)[1:] or ":memory:")
    if url.scheme not in _POSTGRESQL or not url.path.strip("/"):
        raise refusal(name, "must be postgresql://user:password@host:port/name or sqlite:///file")
    options: dict[str, Any] = _NETWORK | dict(parse_qsl(url.query))
    if statement_seconds:
        own = options.get("options", "")
        options["options"] = f"-c statement_timeout={statement_seconds}s {own}".strip()
    if pool_size:
        options["pool"] = _pool(pool_size)
    return {
        "ENGINE": "common.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _pool(size: int) -> dict[str, Any]:
    """Connections whose servers are watched; one that can't be opened is tried again when it is asked for."""
    from common.postgresql.watch import WatchedConnection

    return {
        "connection_class": WatchedConnection,
        "min_size": 1,
        "max_size": size,
        "timeout": _POOL_SECONDS,
        "reconnect_timeout": 1,
    }


def mail(name: str, default: str) -> dict[str, Any]:
    """Django's e-mail settings from one address: the backend that sends what waits in the outbox.

    `smtp://user:password@host:587` (STARTTLS; `?tls=no` for a relay on the same machine),
    `smtps://user:password@host:465`, or for trials `console:`, `memory:` and `file:///folder`.
    """
    value = text(name, default)
    url = _split(name, value)
    if url.scheme not in _MAIL_SCHEMES:
        raise refusal(name, "must start with smtp://, smtps://, console:, memory: or file://")
    if url.scheme == "file":
        return {
            "MAIL_DELIVERY_BACKEND": "common.mail.captured_mail.MailboxBackend",
            "EMAIL_FILE_PATH": unquote(url.path),
        }
    if url.scheme in ("console", "memory"):
        kind = "console" if url.scheme == "console" else "locmem"
        return {"MAIL_DELIVERY_BACKEND": f"django.core.mail.backends.{kind}.EmailBackend"}
    plain = dict(parse_qsl(url.query)).get("tls", "yes").lower() in _FALSE
    return {
        "MAIL_DELIVERY_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname or "localhost",
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp" and not plain,
        "EMAIL_TIMEOUT": 10,
    }


def _split(name: str, value: str) -> SplitResult:
    try:
        url = urlsplit(value)
        _ = url.port
    except ValueError as error:
        raise refusal(name, "is not an address that can be read") from error
    return url


def _sqlite(path: str) -> dict[str, Any]:
    """SQLite as a server's database: writers queue (IMMEDIATE) and readers are never blocked (WAL)."""
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
