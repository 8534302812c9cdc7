"""`make lint`: every check that needs no test. All of them run; the last lines say which ones failed."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scripts import environment
from scripts.console import PYTHON, ROOT, project_environment, say

SOURCES = [
    "accounts",
    "api",
    "bench",
    "demo",
    "home",
    "commerce",
    "learning",
    "library",
    "notifications",
    "site",
    "scripts",
    "conftest.py",
    "manage.py",
]
# Values that let the production settings load, so that Django can judge them.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "academy.example",
    "DATABASE_URL": "postgresql://lyceum@localhost/lyceum",
    "EMAIL_URL": "memory:",
    "REDIS_URL": "",
    "S3_BUCKET": "",
}


@dataclass(frozen=True)
class Check:
    """One tool: what it looks at, and the command."""

    name: str
    command: list[str]
    env: dict[str, str]


def checks() -> list[Check]:
    """The longest first, so that two of them at a time end sooner."""
    python = str(PYTHON)
    pages = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "templates").rglob("*.html"))]
    trial = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "TEST_DATABASE_URL": ""}
    plain: list[tuple[str, list[str], dict[str, str]]] = [
        ("types (mypy)", [python, "-m", "mypy", *SOURCES], trial),
        ("imports between apps (import-linter)", ["lint-imports", "--no-cache"], trial),
        ("migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"], trial),
        (
            "settings for production (check --deploy)",
            [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION,
        ),
        ("code (ruff check)", ["ruff", "check", "."], {}),
        ("layout of code (ruff format)", ["ruff", "format", "--check", "."], {}),
    ]
    plain.append(("scripts and styles (biome)", ["biome", "check", "--error-on-warnings", "."], {}))
    plain.append(("types of scripts (tsc)", ["tsc", "--project", "tsconfig.json"], {}))
    if pages:
        plain.append(("templates (curlylint)", [python, "-m", "scripts.templates"], {}))
        plain.append(("layout of templates (djhtml)", ["djhtml", "--check", *pages], {}))
    return [Check(*each) for each in plain]


def main() -> int:
    """Run every check, two at a time; 1 when any of them failed."""
    environment.prepare(for_tests=True)
    with ThreadPoolExecutor(max_workers=2) as two:
        results = list(two.map(_run, checks()))
    failed = [name for name, passed in results if not passed]
    print(f"{len(results) - len(failed)} checks passed, {len(failed)} failed", *failed, sep="\n  ")
    return 1 if failed else 0


def _run(check: Check) -> tuple[str, bool]:
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=project_environment(**check.env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    word = "passed" if passed else f"FAILED\n{done.stdout.rstrip()}"
    say(f"{check.name}: {time.monotonic() - started:.0f} s, {word}")
    return check.name, passed


if __name__ == "__main__":
    sys.exit(main())
