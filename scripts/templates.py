"""Curlylint over the templates that changed since they last passed: it parses only some five files a second.

What passed is remembered by its content under `var/lint`: a template is parsed once. Standard library only.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from scripts.console import ROOT

MEMORY = ROOT / "var" / "lint" / "templates"

Checker = Callable[[list[Path]], int]


def check(templates: Iterable[Path], *, checker: Checker, memory: Path, rules: str) -> int:
    """Have those checked that did not pass before, and remember them if all of them pass.

    checker: takes templates and gives back an exit code. memory: a file, made when it is missing.
    rules: what the checker goes by; other rules are asked anew. Returns the exit code.
    """
    passed = set(memory.read_text().split()) if memory.exists() else set()
    digests = {path: hashlib.sha256(rules.encode() + path.read_bytes()).hexdigest() for path in templates}
    changed = sorted(path for path, digest in digests.items() if digest not in passed)
    failed = checker(changed) if changed else 0
    if not failed:
        memory.parent.mkdir(parents=True, exist_ok=True)
        memory.write_text("\n".join(sorted(set(digests.values()))))
    return failed


def _curlylint(templates: list[Path]) -> int:
    print(f"{len(templates)} templates are new or changed", flush=True)
    return subprocess.run([sys.executable, "-m", "curlylint", *templates], cwd=ROOT, check=False).returncode


def main() -> int:
    """Check every template of the site."""
    rules = version("curlylint") + (ROOT / "pyproject.toml").read_text().partition("[tool.curlylint]")[2]
    pages = sorted((ROOT / "templates").rglob("*.html"))
    return check(pages, checker=_curlylint, memory=MEMORY, rules=rules)


if __name__ == "__main__":
    sys.exit(main())
