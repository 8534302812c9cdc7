"""What the project needs on this machine: its Python environment, npm libraries and system packages.

Each step leaves a stamp with the hash of the file it followed, so that a second start skips it.
Standard library only, because nothing is installed yet.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.console import PYTHON, ROOT, VENV, Command, run, say, stop

OLDEST_PYTHON = (3, 11)
# The shared libraries that WeasyPrint opens when it makes a certificate, and what Debian calls them.
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libgobject-2.0.so.0": "libglib2.0-0",
}
# The fonts of scripts that the academy's own don't have: names and titles are printed as people write them.
FONTS = {
    "NotoSansDevanagari-Regular.ttf": "fonts-noto-core",
    "NotoSansCJK-Regular.ttc": "fonts-noto-cjk",
    "NotoColorEmoji.ttf": "fonts-noto-color-emoji",
}
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
)
# Stripe's own checker of what is asked of it, which the tests of payments start where Go can build it.
STRIPE_MOCK = "github.com/stripe/stripe-mock@v0.203.0"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def prepare(*, for_tests: bool, for_bench: bool = False) -> None:
    """Bring the environment up to date: for running the site, for working on it, or for measuring it."""
    _check_python()
    wanted = _missing_packages(for_tests=for_tests)
    if for_bench and shutil.which("wrk") is None:
        wanted["wrk"] = "measuring"
    if wanted:
        _install_packages(wanted)
    _prepare_python([ROOT / "requirements.txt"] + [ROOT / "requirements-dev.txt"] * for_tests)
    _prepare_npm()
    if for_tests:
        _prepare_stripe_mock()


def of_production(folder: Path) -> Path:
    """The interpreter of an environment in `folder` with what production installs, and nothing else.

    Libraries load what happens to lie beside them (REST framework, Celery, Django's own test client do), so
    a developer's environment makes a worker larger than it is where it serves.
    """
    _prepare_python([ROOT / "requirements.txt"], folder)
    return _interpreter(folder)


def browser() -> str | None:
    """The installed browser that the journeys drive."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def missing_fonts() -> list[str]:
    """Debian's packages of those fonts that lie in none of the machine's folders of fonts."""
    there = {
        path.name
        for folder in FONT_FOLDERS
        for path in Path(folder).expanduser().rglob("*")
        if path.name in FONTS
    }
    return sorted({package for name, package in FONTS.items() if name not in there})


def postgresql_folder() -> Path | None:
    """Where PostgreSQL's programs are: Debian keeps them off the PATH."""
    installed = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()),
        key=lambda path: int(path.parent.name) if path.parent.name.isdecimal() else 0,
    )
    if installed:
        return installed[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def nginx_program() -> str | None:
    """The installed nginx; Debian keeps it where only the administrator's PATH looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def stripe_mock() -> Path | None:
    """The program that checks calls to Stripe; None where it was not built."""
    program = VENV / "bin" / "stripe-mock"
    return program if program.exists() else None


def _go() -> str | None:
    return shutil.which("go") or shutil.which("go", path="/usr/local/go/bin:/usr/lib/go/bin")


def _prepare_stripe_mock() -> None:
    """Build it where there is Go. Its tests are skipped where there is none, or nothing to fetch it from."""
    go, stamp = _go(), VENV / ".stripe-mock.stamp"
    is_built = stamp.exists() and stamp.read_text() == STRIPE_MOCK and stripe_mock()
    if go is None or is_built:
        return
    say("Building stripe-mock")
    env = {**os.environ, "GOBIN": str((VENV / "bin").resolve()), "GOMAXPROCS": "2"}
    built = subprocess.run([go, "install", STRIPE_MOCK], env=env, capture_output=True, text=True, check=False)
    if built.returncode:
        say(f"stripe-mock could not be built, so its tests are skipped: {built.stderr.strip()[-200:]}")
        return
    stamp.write_text(STRIPE_MOCK)


def _check_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        stop(
            f"Lyceum needs Python 3.11 or newer, and this is {sys.version.split()[0]}: "
            "name another one, as in `make run PYTHON=python3.11`."
        )


def _missing_packages(*, for_tests: bool) -> dict[str, str]:
    """Debian's packages that are not there, each with what it is for."""
    wanted: dict[str, str] = {}
    if not PYTHON.exists() and importlib.util.find_spec("ensurepip") is None:
        wanted["python3-venv"] = "the Python environment"
    if shutil.which("npm") is None:
        wanted["npm"] = "the pages' libraries"
    for library, package in PDF_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            wanted[package] = "certificates as PDF"
    wanted.update(dict.fromkeys(missing_fonts(), "certificates in every script"))
    if for_tests:
        if not os.environ.get("TEST_DATABASE_URL") and postgresql_folder() is None:
            wanted["postgresql"] = "the tests' database"
        if not os.environ.get("TEST_REDIS_URL") and shutil.which("redis-server") is None:
            wanted["redis-server"] = "the tests' queue"
        if nginx_program() is None:
            wanted["nginx"] = "the tests' proxy"
        if browser() is None:
            wanted["chromium"] = "the tests' browser"
    return wanted


def _install_packages(wanted: dict[str, str]) -> None:
    """Install from Debian where this user may, otherwise name everything in one sentence."""
    names = sorted(wanted)
    by_hand = f"please install {' '.join(names)} (for {', '.join(sorted(set(wanted.values())))})"
    become = _administrator()
    if shutil.which("apt-get") is None or become is None:
        stop(f"Something is missing on this machine: {by_hand}, then run this again.")
    say(f"Installing from the system's packages: {' '.join(names)}")
    # Nothing that is installed here should start by itself: the tests run servers of their own.
    command = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", "-qq"]
    run([*command, "update"], but=f"The list of packages could not be brought; {by_hand}", quiet=True)
    install = [*command, "install", "--yes", "--no-install-recommends", *names]
    run(install, but=f"The packages could not be installed; {by_hand}", quiet=True)
    importlib.invalidate_caches()


def _administrator() -> list[str] | None:
    """What to put before a command that needs the administrator: nothing as root, else sudo if it works."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    # At a terminal sudo may ask for the password; without one it can't.
    return ["sudo"] if allowed or sys.stdin.isatty() else None


def _interpreter(folder: Path) -> Path:
    return folder / PYTHON.relative_to(VENV)


def _prepare_python(locks: list[Path], folder: Path = VENV) -> None:
    python = _interpreter(folder)
    if not _works(python):
        say(f"Creating the Python environment in {folder.relative_to(ROOT)}")
        run([sys.executable, "-m", "venv", "--clear", folder], but="The environment could not be created")
    for lock in locks:
        stamp = folder / f".{lock.stem}.stamp"
        if _is_current(stamp, lock):
            continue
        say(f"Installing what {lock.name} lists")
        install: Command = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        run([*install, "--requirement", lock], but="The libraries could not be installed")
        _write(stamp, lock)


def _works(python: Path) -> bool:
    """Whether the environment's interpreter still starts (it breaks when the system's is replaced)."""
    try:
        return subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _prepare_npm() -> None:
    lock = ROOT / "package-lock.json"
    stamp = ROOT / "node_modules" / ".lyceum.stamp"
    if _is_current(stamp, lock):
        return
    say("Installing the pages' libraries from npm")
    run(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        but="npm could not install what package-lock.json lists",
        quiet=True,
    )
    _write(stamp, lock)


def _is_current(stamp: Path, source: Path) -> bool:
    return stamp.exists() and stamp.read_text() == _fingerprint(source)


def _write(stamp: Path, source: Path) -> None:
    stamp.write_text(_fingerprint(source))


def _fingerprint(source: Path) -> str:
    """The file's hash, with the interpreter's version: another Python needs its own libraries."""
    return f"{hashlib.sha256(source.read_bytes()).hexdigest()} {sys.version_info[0]}.{sys.version_info[1]}\n"


if __name__ == "__main__":
    prepare(for_tests="--for-tests" in sys.argv)
