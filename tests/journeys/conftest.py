"""A real browser against the running site, on PostgreSQL: `make test ARGS=tests/journeys`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page
from pytest_django.live_server_helper import LiveServer

from tests.chromium import PATIENCE_MS

HERE = Path(__file__).parent
AXE = Path(django_settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.postgresql)


@pytest.fixture
def site_url(live_server: LiveServer, settings: Any) -> str:
    """The address of the running site, without a slash at the end. Links in mails lead there, too."""
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def browser_page(browser: Browser, site_url: str) -> Iterator[OpenPage]:
    """Open a page in a browser of its own: `browser_page(person, width=390, dark=True)`.

    person: an account that is signed in already, or None for a stranger. What the page asks of any other
    machine is refused. A script that failed on any of the pages fails the test, and so does whatever a page
    wanted to load or to run against its policy.
    """
    contexts: list[BrowserContext] = []
    failures: list[Error] = []
    violations: list[str] = []

    def open_page(
        person: AbstractBaseUser | None = None, *, width: int = 1280, height: int = 900, dark: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=site_url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        if person is not None:
            _sign_in(context, person, site_url)
        context.on("console", lambda message: violations.extend(violation_in(message)))
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(error))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [error.message for error in failures] == [], "a script failed in the browser"
    assert violations == [], "a page was kept from loading something by its policy"


@pytest.fixture(scope="session")
def axe_findings() -> Callable[[Page], list[str]]:
    """Ask axe about the page as it stands: one line for each finding against WCAG 2.2 AA."""

    def findings(page: Page) -> list[str]:
        if not AXE.exists():
            pytest.fail("axe-core is not installed: run `make test`, or `npm ci`.")
        page.evaluate(AXE.read_text())  # as a script of the page it would need the nonce
        result = page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)
        return [
            f"{found['id']}: {node['html'][:160]} ({found['help']})"
            for found in result["violations"]
            for node in found["nodes"]
        ]

    return findings


def wait_until(
    page: Page, expression: str, *, arg: object = None, seconds: float = PATIENCE_MS / 1000
) -> None:
    """Wait until `expression`, or the function of `arg` that it is, is true in the page.

    Playwright's own way to wait evaluates the text within the page, where its policy refuses that.
    """
    end = time.monotonic() + seconds
    while True:
        with suppress(Error):  # the page was left, and another one is loaded in its place
            if page.evaluate(expression, arg):
                return
        assert time.monotonic() < end, f"not true within {seconds} s: {expression}"
        page.wait_for_timeout(50)


def violation_in(message: ConsoleMessage) -> list[str]:
    """What the browser says of a violated policy, with the page; [] of any other message."""
    is_one = "Content Security Policy" in message.text or "Permissions-Policy" in message.text
    return [f"{message.page.url if message.page else ''}: {message.text}"] if is_one else []


def _sign_in(context: BrowserContext, person: AbstractBaseUser, site_url: str) -> None:
    client = Client()
    client.force_login(person)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": site_url}])
