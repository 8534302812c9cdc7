"""How the site is handed to the server."""

from __future__ import annotations

from common.deep_calls import ROOM


def test_the_site_is_served_with_room_for_deep_calls() -> None:
    from config.wsgi import application  # noqa: PLC0415  (starts what a server needs)

    assert application.__code__.co_stacksize == ROOM  # type: ignore[attr-defined]
