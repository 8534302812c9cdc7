"""The browser that tests drive."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from scripts.environment import browser as installed_browser

PATIENCE_MS = 20_000
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    # Whatever a page asks of another machine is refused. (Routes would do so, too, but switch the cache off.)
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium. Playwright runs once in a process, so nobody else may start another."""
    program = installed_browser()
    if program is None:
        pytest.fail("Chromium is not installed: run `make test`, or install the package chromium.")
    # Playwright runs its own event loop in this thread; Django would refuse every query because of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield started
        started.close()
