"""What comes of a request, in few words, and what must never come of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from wagtail.admin.menu import Menu

from tests.crawl.furnished import KEY, MARKET, SHARED_KEY, SHARED_WORDING, WORDING, Furnished
from tests.roles import (
    ADMIN,
    FILE,
    HELP,
    IN,
    OTHER,
    OUT,
    OWNER,
    REVIEW,
    SECRET,
    SEE_DRAFTS,
    STRANGER,
    SUSPENDED,
)

#: Nine of them; what learners may do with their own things is told by `tests/addresses`.
ROLES = (OWNER, OTHER, REVIEW, ADMIN, HELP, MARKET, OUT, STRANGER, SUSPENDED)

#: Of every request: who was here, their session, how they like the admin to look, and what was refused.
_WRITTEN_ANYHOW = (
    "django_session",
    "usersessions_usersession",
    "wagtailusers_userprofile",
    "accounts_securitylogentry",
    '"last_seen_at"',
)
_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE)", re.IGNORECASE)


def is_let_in(response: Any) -> bool | None:
    """Whether a view did what it is for. None: it led elsewhere, as what is done or refused may."""
    status = response.status_code
    if status in (301, 302):
        return False if response.url.partition("?")[0] == reverse("account_login") else None
    if status == 429:
        return None
    return status not in (401, 403, 404, 405, 410)


def secrets(furnished: Furnished) -> list[tuple[str, frozenset[str]]]:
    """Each text that some may read somewhere, and who."""
    authors = SEE_DRAFTS | {OTHER}
    return [
        (WORDING, SEE_DRAFTS),
        (KEY, SEE_DRAFTS),
        (SHARED_WORDING, authors),
        (SHARED_KEY, authors),
        (SECRET, SEE_DRAFTS),
        (FILE.decode(), SEE_DRAFTS),
        # marketers read what visitors sent with a form
        (furnished.people[IN].email, SEE_DRAFTS | {HELP, MARKET}),
    ]


class Asker:
    """Somebody's browser: each request begins as the first did, and is undone."""

    def __init__(self, furnished: Furnished, who: str) -> None:
        self.who = who
        self.client = Client(raise_request_exception=False)
        if who != STRANGER:
            self.client.force_login(furnished.people[who])
        self._cookies = self.client.cookies.output(header="", sep=";")
        self._hidden = [text for text, readers in secrets(furnished) if who not in readers]

    def ask(self, method: str, address: str, *, may_write: bool = True, **extra: Any) -> tuple[Any, str]:
        """The answer, and what is wrong with it whoever asks ("" when nothing is).

        may_write: whether this is somebody who may change something there.
        """
        self.client.cookies = SimpleCookie(self._cookies)
        with undone() as writes, drawn_by(method):
            response = getattr(self.client, method)(address, **extra)
            content = b"".join(response.streaming_content) if response.streaming else response.content
        return response, self._complaint(response, content, [] if may_write else writes, method)

    def _complaint(self, response: Any, content: bytes, writes: list[str], method: str) -> str:
        if response.status_code >= 500:
            error = getattr(response, "exc_info", None)
            return f"{response.status_code} {error[1]!r}" if error else str(response.status_code)
        text = content.decode(errors="replace")
        if shown := [secret for secret in self._hidden if secret in text]:
            return f"shows {shown}"
        if method == "head" and content:
            return "a body"
        if writes:
            return f"wrote: {writes[0][:150]}"
        return ""


@contextmanager
def drawn_by(method: str) -> Iterator[None]:
    """Whoever asks by HEAD gets no body: inside, no template is drawn for them. GET has done so already."""
    if method == "head":
        with patch.object(Template, "render", lambda *_args, **_kwargs: ""):
            yield
    else:
        yield


@contextmanager
def menus_drawn_once() -> Iterator[None]:
    """Inside, the admin's menu, the same beside each of its pages, is on the first one that somebody sees."""
    draw, drawn = Menu.render_component, set()

    def draw_once(self: Menu, request: Any) -> list[Any]:
        key = (id(self), request.user.pk)
        if key in drawn:
            return []
        items: list[Any] = draw(self, request)
        drawn.add(key)
        return items

    with patch.object(Menu, "render_component", draw_once):
        yield


@contextmanager
def undone() -> Iterator[list[str]]:
    """Undoes what is written inside, and lists it."""
    writes: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _WRITES.match(sql) and not any(each in sql for each in _WRITTEN_ANYHOW):
            writes.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        yield writes
        transaction.set_rollback(True)
