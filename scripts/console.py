"""Talking to the person at the terminal, and starting other programs. Standard library only."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

Command = list[str | Path]


def say(sentence: str) -> None:
    """Tell what is being done, at once (also through a pipe)."""
    print(f"· {sentence}", flush=True)


def stop(sentence: str) -> NoReturn:
    """End with a sentence that says what is missing and what to do; no stack trace."""
    sys.exit(f"✗ {sentence}")


def run(
    command: Sequence[str | Path],
    *,
    but: str,
    env: Mapping[str, str] | None = None,
    quiet: bool = False,
    folder: Path = ROOT,
) -> None:
    """Run a program in the project's folder; where it fails, show what it said and stop with `but`."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if done.returncode:
        if quiet:
            print(done.stdout, file=sys.stderr)
        stop(f"{but} (it was: {shlex.join(words)})")


def project_environment(**more: str) -> dict[str, str]:
    """The environment in which the project's own tools find its packages."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    tools = os.pathsep.join(
        [str(VENV / "bin"), str(ROOT / "node_modules" / ".bin"), os.environ.get("PATH", os.defpath)]
    )
    return {**os.environ, "PYTHONPATH": path, "PATH": tools, **more}
