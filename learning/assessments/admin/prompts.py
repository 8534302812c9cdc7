"""Prompts and explanations as plain text, for screens and files that know nothing else, and back."""

from __future__ import annotations

import re
import uuid
from html import escape, unescape
from typing import Any

from ..question_types.text_normalisation import cleaned

_KEY = re.compile(r' data-block-key="[^"]*"')
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_BREAK = re.compile(r"<br ?/?>")
_INDENT = re.compile(r"^ +", re.MULTILINE)
_FIXED_INDENT = re.compile("^\xa0+", re.MULTILINE)


def html_of(text: str) -> str:
    """Rich text that says exactly this: a blank line parts paragraphs, blanks before a line indent it."""
    text = _INDENT.sub(lambda found: "\xa0" * len(found[0]), cleaned(text))
    paragraphs = [part.strip("\n") for part in re.split(r"\n[^\S\xa0]*\n", text) if part.strip()]
    return "".join(f"<p>{'<br/>'.join(map(escape, part.split(chr(10))))}</p>" for part in paragraphs)


def text_of(html: str) -> str | None:
    """The plain text of rich text; None where it holds more than plain text would keep."""
    plain = _KEY.sub("", html).strip()
    texts = [unescape(_BREAK.sub("\n", part)) for part in _PARAGRAPH.findall(plain)]
    texts = [_FIXED_INDENT.sub(lambda found: " " * len(found[0]), text) for text in texts]
    if _PARAGRAPH.sub("", plain).strip() or any("<" in _BREAK.sub("", p) for p in _PARAGRAPH.findall(plain)):
        return None
    return "\n\n".join(text.strip() for text in texts if text.strip())


def prompt_of(text: str, kept: list[Any] | None = None) -> list[dict[str, Any]]:
    """A prompt of one block with this text. kept: the prompt that it takes the place of."""
    name = kept[0].get("id") if kept else None
    return [{"type": "text", "value": html_of(text), "id": name or str(uuid.uuid4())}] if text else []


def plain_prompt(prompt: list[Any]) -> str | None:
    """The plain text of a prompt, as JSON; None where it is more than one block of plain text."""
    if not prompt:
        return ""
    if len(prompt) > 1 or prompt[0]["type"] != "text":
        return None
    return text_of(prompt[0]["value"])


def words_of(prompt: list[Any]) -> tuple[str, bool]:
    """The text blocks of a prompt in plain words, and whether that is all there is to it."""
    plain = plain_prompt(prompt)
    if plain is not None:
        return plain, True
    texts = [block["value"] for block in prompt if block["type"] == "text"]
    parts = [unescape(re.sub(r"<[^>]+>", "", re.sub(r"</p>|<br ?/?>", "\n", text))).strip() for text in texts]
    return "\n\n".join(part for part in parts if part), False
