"""HTTP ranges: which part of a file a player asks for."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(
    r"^bytes=\s*(?:(?P<first>\d{1,18})-(?P<last>\d{0,18})|-(?P<tail>\d{1,18}))\s*$", re.ASCII
)


class Unsatisfiable(ValueError):
    """The range lies outside the file (HTTP 416)."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `first` to `last` of a file, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def requested(header: str, size: int) -> ByteRange | None:
    """The one range that `header` asks for of a file of `size` bytes.

    None means the whole file: no header, several ranges, another unit, or a header that makes no sense.
    Raises Unsatisfiable when the range is well formed but outside the file.
    """
    match = _ONE_RANGE.match(header.strip())
    if not match:
        return None
    if match["tail"] is not None:
        tail = min(int(match["tail"]), size)
        if tail == 0:
            raise Unsatisfiable(header)
        return ByteRange(size - tail, size - 1)
    first = int(match["first"])
    last = min(int(match["last"]), size - 1) if match["last"] else size - 1
    if match["last"] and int(match["last"]) < first:
        return None
    if first >= size:
        raise Unsatisfiable(header)
    return ByteRange(first, last)
