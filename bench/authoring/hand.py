"""A hand that counts: what an author presses on a screen, and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page

PASTE = """(words) => {
  const data = new DataTransfer();
  data.setData("text/plain", words);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  return !document.activeElement.dispatchEvent(paste);
}"""


@dataclass(frozen=True)
class Effort:
    """What a task took: presses, pages loaded, and seconds of a machine that needs no time to think."""

    presses: int
    loads: int
    seconds: float


class Hand:
    """Presses things in a page and counts.

    A press is a click, a key that is a command (Enter, Tab, a chord), each end of a drag, and opening and
    choosing in a list. Words that are typed or pasted count nothing: they are the same by any way.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0
        self.loads = 0
        self._began = time.monotonic()
        page.on("load", lambda _page: self._loaded())

    def _loaded(self) -> None:
        self.loads += 1

    def click(self, target: Locator | str) -> None:
        """Press it with the mouse. target: a locator, or a selector of which the first seen is taken."""
        self._place(target).click()
        self.presses += 1

    def go(self, target: Locator | str) -> None:
        """Press a link or button that leads to another page, and wait for that page."""
        with self.page.expect_event("load"):
            self.click(target)

    def open(self, toggle: str, inside: str) -> None:
        """Press what opens, unless it opened by the mouse being there."""
        place = self._place(toggle)
        place.hover()
        if not self.page.locator(inside).first.is_visible():
            self.click(place)
        self._place(inside).wait_for()

    def go_by_key(self, name: str) -> None:
        """Press a key that leads to another page, and wait for that page."""
        with self.page.expect_event("load"):
            self.key(name)

    def write(self, target: Locator | str, words: str) -> None:
        """Press a field, and fill it."""
        place = self._place(target)
        place.click()
        place.fill(words)
        self.presses += 1

    def keep_writing(self, words: str) -> None:
        """Type where the cursor stands."""
        self.page.keyboard.type(words)

    def paste(self, words: str) -> None:
        """Paste where the cursor stands: a script of the page may take it, else the field does."""
        if not self.page.evaluate(PASTE, words):
            self.page.keyboard.insert_text(words)
        self.presses += 1

    def double_click(self, target: Locator | str) -> None:
        """Press twice."""
        self._place(target).dblclick()
        self.presses += 2

    def key(self, *names: str) -> None:
        """Press keys one after the other: `Enter`, `Control+ArrowUp`."""
        for name in names:
            self.page.keyboard.press(name)
            self.presses += 1

    def select(self, target: Locator | str, label: str) -> None:
        """Open a list, and choose."""
        self._place(target).select_option(label=label)
        self.presses += 2

    def upload(self, target: Locator | str, files: Sequence[Path]) -> None:
        """Open the system's own dialog by a press, and choose there by another."""
        self._place(target, seen=False).set_input_files(list(files))
        self.presses += 2

    def drag(self, what: Locator | str, where: Locator | str) -> None:
        """Take something, and let it go on something else."""
        start, end = self._place(what), self._place(where)
        start.hover()
        self.page.mouse.down()
        end.hover()
        end.hover()  # the second movement is the one that scripts of lists listen to
        self.page.mouse.up()
        self.presses += 2

    def effort(self) -> Effort:
        """What it took until now."""
        return Effort(self.presses, self.loads, round(time.monotonic() - self._began, 1))

    def _place(self, target: Locator | str, *, seen: bool = True) -> Locator:
        if not isinstance(target, str):
            return target
        return self.page.locator(f"{target} >> visible=true" if seen else target).first
