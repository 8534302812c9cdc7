"""`make authoring`: ten tasks of an author in a real browser, counted in presses, page loads and seconds.

1 when a task takes more than half of the presses that it took by Wagtail's own screens.
"""

from __future__ import annotations

import sys

from playwright.sync_api import Browser, expect, sync_playwright

from scripts.console import say, stop
from scripts.environment import browser
from scripts.showcase import Showcase, showcase

from .academy import Academy
from .hand import Effort, Hand
from .ways import TASKS, Task

PATIENCE_MS = 20_000
SIZE = {"width": 1440, "height": 900}


def main() -> int:
    """Do each task in a copy of the demo academy, print the table, and say whether all are short enough."""
    program = browser()
    if program is None:
        stop("Chromium is needed: run `make test` once, it installs it.")
    expect.set_options(timeout=PATIENCE_MS)
    say(f"{'task':<50}{'before':>8}{'now':>6}{'loads':>7}{'seconds':>9}")
    is_fine = True
    with showcase(to_change=True) as site, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for task in TASKS:
            effort = _do(started, site, task)
            is_fine &= effort.presses * 2 <= task.before
            say(f"{task.words:<50}{task.before:>8}{effort.presses:>6}{effort.loads:>7}{effort.seconds:>9.1f}")
    return 0 if is_fine else 1


def _do(started: Browser, site: Showcase, task: Task) -> Effort:
    context = started.new_context(base_url=site.address, viewport=SIZE)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": "sessionid", "value": site.sessions[task.role], "url": site.address}])
    page, academy = context.new_page(), Academy(**site.desk)
    if task.setup is not None:
        task.setup(Hand(page), academy)
    page.goto("/admin/")
    hand = Hand(page)
    task.way(hand, academy)
    effort = hand.effort()
    context.close()
    return effort


if __name__ == "__main__":
    sys.exit(main())
