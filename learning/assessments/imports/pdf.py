"""Read questions from a PDF: numbered questions, lettered options, a line `Answer: B` after each."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.imports.report import UnreadableFile

from .aiken_text import LetteredReader, Line, begins_something
from .drafts import Collection

_PROGRAM = Path(__file__).with_name("pdf_pages.py")
MOST_SECONDS = 12  # for the text of a file, once
_HEAD = 1024  # bytes among which a PDF begins
_NUMBER_ONLY = re.compile(r"(?:page\s*)?\W{0,3}\d{1,4}\W{0,3}(?:(?:of|/)\s*\d{1,4})?\W{0,3}", re.IGNORECASE)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\N{SOFT HYPHEN}": ""})
_FEWEST_EDGES = 3  # pages that a line begins or ends before it counts as a heading of all


def is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_HEAD]


def read(content: bytes, collection: Collection) -> None:
    """Take each question into the collection. Raises UnreadableFile.

    The order in which a PDF holds its words need not be that in which they are seen. Most often the first is
    right, also for columns; where it leaves questions unclear, the second is tried, and the better is taken.
    """
    read_as = _read(content, "plain")
    if read_as.problems:
        with suppress(UnreadableFile):
            read_as = max(read_as, _read(content, "layout"), key=_quality)
    collection.take_over(read_as)


def _quality(tried: Collection) -> tuple[int, int]:
    return len(tried.questions), -sum(problem.is_error for problem in tried.problems)


def _read(content: bytes, mode: str) -> Collection:
    collection = Collection("pdf")
    pages = _pages(content, mode, collection)
    reader = LetteredReader(collection, is_numbered=True, joint=" ")
    edges = _edges(pages)
    for page, lines in pages.items():
        last = len(lines) - 1
        for place, text in enumerate(lines):
            if place in (0, last) and (_NUMBER_ONLY.fullmatch(text) or _bare(text) in edges):
                continue
            reader.feed(Line(text, place + 1, page))
        if not lines:
            collection.warn(
                0,
                _("This page contains no text."),
                _("It may be a scan. Only text can be imported, not images of text."),
                page=page,
            )
    if pages and not any(pages.values()):
        raise UnreadableFile(
            _("This PDF contains no text."),
            _(
                "It appears to be scanned. Run text recognition (OCR) on it first, or enter the "
                "questions yourself."
            ),
        )
    reader.end()
    return collection


def _pages(content: bytes, mode: str, collection: Collection) -> dict[int, list[str]]:
    """The lines of each page that could be read; blank ones are left out."""
    pages: dict[int, list[str]] = {}
    stopped = "time"
    for fact in _told(content, mode):
        if "stopped" in fact:
            stopped = fact["stopped"]
        elif fact["text"] is None:
            collection.error(
                0, _("This page couldn't be read."), _("Save the PDF again and retry."), page=fact["page"]
            )
        else:
            lines = fact["text"].translate(_LIGATURES).splitlines()
            pages[fact["page"]] = [line.strip() for line in lines if line.strip()]
    if stopped:
        reasons = {
            "password": (_("The PDF is password-protected."), _("Save a copy without a password.")),
            "damaged": (_("The PDF is damaged."), _("Save it again and retry.")),
            "pages": (_("The PDF has too many pages."), _("Split it into several files.")),
            "long": (_("The PDF contains too much text."), _("Split it into several files.")),
            "time": (
                _("The PDF couldn't be read to the end because it needs too much time or memory."),
                _("Save it without images, or split it into several files."),
            ),
        }
        raise UnreadableFile(*reasons[stopped])
    return pages


def _told(content: bytes, mode: str) -> list[dict[str, Any]]:
    """What the program that reads the file tells before it ends or is stopped."""
    program = subprocess.Popen(
        [sys.executable, "-I", str(_PROGRAM), mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},  # it needs nothing of ours, secrets least of all
    )
    try:
        out, _nothing = program.communicate(content, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        program.kill()
        out, _nothing = program.communicate()
    except BaseException:
        program.kill()
        program.wait()
        raise
    return [json.loads(line) for line in out.split(b"\n")[:-1]]


def _bare(text: str) -> str:
    return re.sub(r"\d+", "#", text).casefold()


def _edges(pages: dict[int, list[str]]) -> set[str]:
    """The headings and footers: what begins or ends most pages, but for numbers in it."""
    counts: Counter[str] = Counter()
    for lines in pages.values():
        edges = {_bare(text) for text in (*lines[:1], *lines[-1:]) if not begins_something(text)}
        counts.update(edges)
    most = max(_FEWEST_EDGES, len(pages) // 2 + 1)
    return {text for text, count in counts.items() if count >= most}
