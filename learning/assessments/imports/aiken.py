"""Read questions in Aiken's form: a question, options A. to J., and a line `ANSWER: B`."""

from __future__ import annotations

from .aiken_text import LetteredReader, Line
from .drafts import Collection


def read(text: str, collection: Collection) -> None:
    """Take each question into the collection. Raises UnreadableFile."""
    reader = LetteredReader(collection, is_numbered=False, joint="\n")
    for number, line in enumerate(text.split("\n"), start=1):
        reader.feed(Line(line, number))
    reader.end()
