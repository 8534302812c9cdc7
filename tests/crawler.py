"""Following every address of this site that an answer holds anywhere: in attributes, in texts, in JSON."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.test import Client

# An address begins an attribute's value or a JSON string, or stands in a list of sources or a style.
_ADDRESS = re.compile(r"""(?:(?<=["'(=,\s>])|(?<=://testserver))/[A-Za-z0-9._~%+@/-]*""")
# Nothing of a course is in there, or it would end the session.
_LEFT_OUT = ("/static/", "/look/", "/account/", "/i18n/", "//")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, with all its bytes. `to`: where it leads, if it leads anywhere."""

    status: int
    content: bytes
    type: str
    to: str = ""


def ask(client: Client, address: str, *, method: str = "get", **extra: Any) -> Answer:
    response = getattr(client, method)(address, **extra)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(
        response.status_code, content, response.get("Content-Type", ""), response.get("Location", "")
    )


def addresses_in(answer: Answer) -> set[str]:
    """Every address on this site that the answer names, without what stands behind a question mark."""
    words = answer.to
    if answer.type.startswith(("text/", "application/json", "application/xml", "application/problem+json")):
        words += '"' + html.unescape(answer.content.decode(errors="replace"))
    found = {f"/{path.lstrip('/')}" if path == "/" else path for path in _ADDRESS.findall(f'"{words}')}
    return {path for path in found if not path.startswith(_LEFT_OUT)}


def crawl(client: Client, starts: Iterable[str]) -> dict[str, Answer]:
    """By address: what somebody gets who follows every address from these on, however far it leads."""
    waiting, found = deque(starts), {}
    while waiting:
        address = waiting.popleft()
        if address not in found:
            found[address] = ask(client, address)
            waiting.extend(sorted(addresses_in(found[address]) - set(found)))
    return found
