"""Asks one of the APIs for some time: `python -m tests.fuzzing.api authoring 60`, as `make fuzz` does."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

if __name__ == "__main__":
    import django

    django.setup()
    from tests.fuzzing.api_requests import main

    sys.exit(main(*sys.argv[1:]))
