"""A program of its own: the PDF on standard input, page by page as lines of JSON on standard output.

A PDF can be made so that reading it takes all time and memory there is. So nobody reads one in the process
that answers people: this one may be stopped, and takes no more than its limits. It imports nothing of ours.

Its argument is how the text is read: `plain`, in the order in which it was written into the file, or
`layout`, in the order in which it is seen.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
from typing import Literal

MOST_MEMORY = 1024 * 1024 * 1024  # bytes
MOST_PROCESSOR_SECONDS = 10
MOST_PAGES = 1_000
MOST_SIGNS = 6_000_000


def main(mode: Literal["plain", "layout"]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_PROCESSOR_SECONDS, MOST_PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    content = sys.stdin.buffer.read()
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return tell({"stopped": "password"})
        count = len(reader.pages)
    except Exception:  # whatever a damaged file makes of the library
        return tell({"stopped": "damaged"})
    if count > MOST_PAGES:
        return tell({"stopped": "pages"})
    signs = 0
    for number in range(count):
        try:
            text = reader.pages[number].extract_text(extraction_mode=mode)
        except Exception:
            tell({"page": number + 1, "text": None})
            continue
        signs += len(text)
        if signs > MOST_SIGNS:
            return tell({"stopped": "long"})
        tell({"page": number + 1, "text": text})
    return tell({"stopped": ""})


def tell(fact: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(fact) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main("layout" if sys.argv[1:] == ["layout"] else "plain")
