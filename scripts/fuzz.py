"""`make fuzz`: let a fuzzer write files for the importers of questions, and play with payments.

What it finds is kept in var/fuzz beside the files it learned from; the exit code is 1 when there is any.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from scripts import environment
from scripts.console import PYTHON, ROOT, Command, project_environment, run, say

FOLDER = ROOT / "var" / "fuzz"
MOST_BYTES = 8_000  # of one file: small ones go through more of the code in the same time
# A file to begin with, for each form. "guess": its name says nothing of what is in it.
SEEDS = {
    "gift": "::Sum::Two and two? {~three #Fewer. ~%50%two =four}\n\n// A remark\nTrue? {T}\n\n{#3:0.1}\n",
    "csv": "question,option_a,option_b,correct_answer,tags\nTwo and two?,three,four,B,sums|easy\n",
    "aiken": "Two and two?\nA. three\nB. four\nANSWER: B\n",
    "guess": "Match {=a -> b =c -> d ####Well.}\n",
}


# What is played at random instead: the test, and how many sequences.
PLAYED = {"payments": ("tests/fuzzing/test_payments.py::test_random_sequences", 5_000)}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("forms", nargs="*", help=f"of {', '.join((*SEEDS, *PLAYED))} (default: all)")
    parser.add_argument("--seconds", type=int, default=60, help="how long each form is tried")
    wanted = parser.parse_args(arguments)
    if unknown := set(wanted.forms) - {*SEEDS, *PLAYED}:
        parser.error(f"no form is named {', '.join(sorted(unknown))}")
    environment.prepare(for_tests=True)
    pip: Command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    run([*pip, "--requirement", "requirements-fuzz.txt"], but="The fuzzer could not be installed")
    forms = wanted.forms or (*SEEDS, *PLAYED)
    return max(_play(form) if form in PLAYED else _fuzz(form, wanted.seconds) for form in forms)


def _play(form: str) -> int:
    test, sequences = PLAYED[form]
    say(f"Playing {sequences} sequences of {form}")
    done = subprocess.run(
        [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", test],
        cwd=ROOT,
        env=project_environment(TEST_DATABASE_URL="", FUZZ_SEQUENCES=str(sequences)),
        check=False,
    )
    return 1 if done.returncode else 0


def _fuzz(form: str, seconds: int) -> int:
    corpus = FOLDER / form
    corpus.mkdir(parents=True, exist_ok=True)
    (corpus / "seed").write_text(SEEDS[form])
    say(f"Writing {form} files for {seconds} s")
    limits = ["-timeout=10", "-rss_limit_mb=1500", f"-max_len={MOST_BYTES}", f"-max_total_time={seconds}"]
    done = subprocess.run(
        [PYTHON, "-m", "tests.fuzzing.importers", form, corpus, *limits, f"-artifact_prefix={FOLDER}/found-"],
        cwd=ROOT,
        env=project_environment(DJANGO_SETTINGS_MODULE="config.settings.test", TEST_DATABASE_URL=""),
        check=False,
    )
    if done.returncode:
        say(f"{form}: something was found, see above and {FOLDER.relative_to(ROOT)}")
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
