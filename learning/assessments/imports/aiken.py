"""Read questions in Aiken's form: a question, options A. to J., and a line `ANSWER: B`."""

from __future__ import annotations

from .drafts import Collection
from .lettered import LetteredReader, Line


def read(text: str, collection: Collection) -> None:
    """Take each question into the collection. Raises Unreadable."""
    reader = LetteredReader(collection, is_numbered=False, joint="\n")
    for number, line in enumerate(text.split("\n"), start=1):
        reader.feed(Line(line, number))
    reader.end()
