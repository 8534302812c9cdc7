"""Reading WebVTT captions: cues with their times and plain text."""

import re
from dataclasses import dataclass

_CLOCK = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"^{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}(?:[ \t].*)?$")
_TAG = re.compile(r"<[^>]*>")
_ASIDES = ("NOTE", "STYLE", "REGION")


class InvalidCaptions(ValueError):
    """The text is no WebVTT; `line` (from 1) is the first line that cannot be read."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: from `start_seconds` up to (not including) `end_seconds`."""

    start_seconds: float
    end_seconds: float
    text: str


def parse(text: str) -> list[Cue]:
    """Return the cues in their order.

    Raises NotCaptions when the signature is missing, a timing is unreadable, a cue ends before it
    starts, or there is no cue at all.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"^\ufeff?WEBVTT(?:[ \t].*)?$", lines[0]):
        raise InvalidCaptions(1)
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        if block[0].split(" ")[0] in _ASIDES and "-->" not in block[0]:
            continue
        has_name = "-->" not in block[0]
        if has_name and len(block) == 1:
            raise InvalidCaptions(number)
        cues.append(_cue(block[1:] if has_name else block, number + has_name))
    if not cues:
        raise InvalidCaptions(len(lines))
    return cues


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Runs of lines between empty ones, each with the number of its first line; the header is left out."""
    blocks: list[tuple[int, list[str]]] = []
    run: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            run.append(line)
        elif run:
            blocks.append((number - len(run), run))
            run = []
    return blocks[1:]


def _cue(block: list[str], number: int) -> Cue:
    match = _TIMING.match(block[0].strip())
    if not match:
        raise InvalidCaptions(number)
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if end <= start:
        raise InvalidCaptions(number)
    return Cue(start, end, _TAG.sub("", " ".join(line.strip() for line in block[1:])))


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
