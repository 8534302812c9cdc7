"""Files that a fuzzer thought of, for what reads questions: `make fuzz`.

Each reader answers with a report, or refuses with a sentence; anything else that it raises is a finding, and
so is a file that takes longer than `-timeout` or more memory than `-rss_limit_mb`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

with atheris.instrument_imports(include=["common.imports", "learning.assessments.imports"]):
    import django

    django.setup()
    from common.imports.report import UnreadableFile
    from learning.assessments.imports import read_questions

ENDINGS = {"csv": ".csv", "gift": ".gift", "aiken": ".txt", "guess": ""}


def questions(ending: str) -> Callable[[bytes], None]:
    """Reads a file of questions that is named so."""

    def read(content: bytes) -> None:
        try:
            read_questions(content, f"questions{ending}")
        except UnreadableFile:
            return

    return read


def main(name: str, *options: str) -> None:
    """name: a key of ENDINGS. options: those of libFuzzer."""
    # The text of a PDF is taken out by a process of its own with its own limits: nothing to instrument here.
    read = questions(ENDINGS[name])
    atheris.Setup([sys.argv[0], *options], lambda content: read(content.replace(b"%PDF-", b"")))
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
