"""`make fuzz`: let fuzzers write files for importers and requests for the site, and play with payments.

Each form of file, and each API, is tried for some time, and so are all addresses with odd values. A file that
was too much for an importer is kept in var/fuzz beside those the fuzzer learned from; a request is printed
whose answer nobody described or is an error of ours. The exit code is 1 when anything was found.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from scripts import environment, servers
from scripts.console import PYTHON, ROOT, Command, project_environment, run, say
from scripts.played import PROVIDERS, play

FOLDER = ROOT / "var" / "fuzz"
# Beside the project's own: a library that brings pytest a plugin has no business in the suite.
LIBRARIES = FOLDER / "libraries"
# What describes itself as OpenAPI: requests for it are made from that (see tests/fuzzing/api.py). Then all
# addresses of the site, whose views are asked which fields they look for.
ASKED = ("api", "authoring", "addresses")
MOST_BYTES = 8_000  # of one file: small ones go through more of the code in the same time
# A file to begin with, for each form. "guess": its name says nothing of what is in it.
SEEDS = {
    "gift": "::Sum::Two and two? {~three #Fewer. ~%50%two =four}\n\n// A remark\nTrue? {T}\n\n{#3:0.1}\n",
    "csv": "question,option_a,option_b,correct_answer,tags\nTwo and two?,three,four,B,sums|easy\n",
    "aiken": "Two and two?\nA. three\nB. four\nANSWER: B\n",
    "guess": "Match {=a -> b =c -> d ####Well.}\n",
}


PLAYED = "payments"  # played at random instead (see scripts/played.py)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    everything = (*SEEDS, *ASKED, PLAYED)
    parser.add_argument("forms", nargs="*", help=f"of {', '.join(everything)} (default: all)")
    parser.add_argument("--seconds", type=int, default=60, help="how long each of them but payments is tried")
    parser.add_argument("--sequences", type=int, default=5_000, help="of payments: how many at each provider")
    parser.add_argument(
        "--providers", nargs="+", default=[], choices=PROVIDERS, help="of payments: only these"
    )
    wanted = parser.parse_args(arguments)
    if unknown := set(wanted.forms) - set(everything):
        parser.error(f"nothing is named {', '.join(sorted(unknown))}")
    environment.prepare(for_tests=True)
    if set(wanted.forms) != {PLAYED}:
        pip: Command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        place: Command = ["--upgrade", "--target", LIBRARIES, "--requirement", "requirements-fuzz.txt"]
        run([*pip, *place], but="The fuzzers could not be installed")
    return max([_try(name, wanted) for name in wanted.forms or everything])


def _try(name: str, wanted: argparse.Namespace) -> int:
    if name == PLAYED:
        return play(wanted.sequences, wanted.providers or PROVIDERS, folder=FOLDER / name)
    return _ask(name, wanted.seconds) if name in ASKED else _fuzz(name, wanted.seconds)


def _fuzz(form: str, seconds: int) -> int:
    corpus = FOLDER / form
    corpus.mkdir(parents=True, exist_ok=True)
    (corpus / "seed").write_text(SEEDS[form])
    say(f"Writing {form} files for {seconds} s")
    limits = ["-timeout=10", "-rss_limit_mb=1500", f"-max_len={MOST_BYTES}", f"-max_total_time={seconds}"]
    done = subprocess.run(
        [PYTHON, "-m", "tests.fuzzing.importers", form, corpus, *limits, f"-artifact_prefix={FOLDER}/found-"],
        cwd=ROOT,
        env=_environment(""),
        check=False,
    )
    if done.returncode:
        say(f"{form}: something was found, see above and {FOLDER.relative_to(ROOT)}")
    return 1 if done.returncode else 0


def _ask(name: str, seconds: int) -> int:
    """On PostgreSQL, which refuses what SQLite keeps."""
    say(f"Asking {name} for {seconds} s")
    with servers.postgresql(parameters=servers.ROLLED_BACK) as database:
        command: Command = [PYTHON, "-m", "tests.fuzzing.api", name, str(seconds)]
        return subprocess.run(command, cwd=ROOT, env=_environment(database), check=False).returncode


def _environment(database: str) -> dict[str, str]:
    return project_environment(
        DJANGO_SETTINGS_MODULE="config.settings.test", TEST_DATABASE_URL=database, PYTHONPATH=str(LIBRARIES)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
