"""Asks one of the APIs, or all addresses, for some time: `python -m tests.fuzzing.api authoring 60`, as
`make fuzz` does."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "addresses":
        from tests.fuzzing import address_requests

        sys.exit(address_requests.main(sys.argv[2]))
    from tests.fuzzing import api_requests

    sys.exit(api_requests.main(*sys.argv[1:]))
