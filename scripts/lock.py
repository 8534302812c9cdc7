"""`make lock`: pin the libraries, without the address of any index or registry in the result."""

from __future__ import annotations

import sys

from scripts.console import VENV, Command, run, say

QUIET = ["--quiet", "--strip-extras", "--allow-unsafe", "--no-header"]
NO_ADDRESSES = ["--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host"]


def main(arguments: list[str]) -> None:
    """Compile both lists and npm's; `--upgrade` in `arguments` takes the newest versions."""
    for name in ("requirements", "requirements-dev"):
        say(f"Pinning {name}.in")
        compiled: Command = [
            VENV / "bin" / "pip-compile",
            *QUIET,
            *NO_ADDRESSES,
            "-o",
            f"{name}.txt",
            f"{name}.in",
        ]
        run([*compiled, *arguments], but=f"{name}.in could not be pinned")
    say("Pinning package.json")
    run(
        ["npm", "install", "--package-lock-only", "--no-audit", "--no-fund"],
        but="npm could not pin",
        quiet=True,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
