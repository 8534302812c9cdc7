"""The modules of static/js that need no page: their own tests, in tests/js, run by Node."""

from __future__ import annotations

import subprocess
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def test_the_pure_modules_pass_their_tests() -> None:
    done = subprocess.run(
        [
            "node",
            "--test",
            *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests/js").glob("*.test.js")),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
