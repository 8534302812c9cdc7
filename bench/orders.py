"""`make bench ARGS="--scale orders"`: does the ten-thousandth order settle as fast as the first hundred?"""

from __future__ import annotations

import os
import subprocess

from bench import serving
from scripts.console import PYTHON, ROOT, say


def main() -> int:
    """Settle 10,000 orders on a PostgreSQL of its own. 1 where they became slower than they may."""
    with serving.environment() as env:
        say("Making the tables")
        serving.manage(env, "migrate", "--noinput")
        say("Settling 10,000 orders, one after the other")
        command = [str(PYTHON), "manage.py", "settle_many"]
        return min(
            1, abs(subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=False).returncode)
        )
