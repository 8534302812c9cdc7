"""`make lighthouse`: what Lighthouse says of the demo academy on a simulated telephone; 1 when below 95.

The landing page, the catalogue, a course and the home page count in all four categories; a lesson, which
search engines are not to list, in all but SEO. The figures are the median of several runs, because a busy
machine slows a page down: `ARGS="--runs 5 course"`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from scripts.console import ROOT, say, stop
from scripts.environment import browser
from scripts.showcase import Showcase, showcase

FOLDER = ROOT / "var" / "lighthouse"
PROGRAM = ROOT / "node_modules" / ".bin" / "lighthouse"
LEAST = 95
# On a busy machine the browser's own recording fails now and then.
ATTEMPTS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SCREENS = {
    "home": CATEGORIES,
    "landing": CATEGORIES,
    "catalogue": CATEGORIES,
    "course": CATEGORIES,
    "lesson": CATEGORIES[:3],
}
VIEWERS = {"lesson": "learner"}
CHROMIUM = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"


def main(arguments: list[str]) -> int:
    """Measure, print the table and what cost points, and say whether all is well."""
    parser = argparse.ArgumentParser(prog="make lighthouse", description=__doc__)
    parser.add_argument("screens", nargs="*", help=f"of {', '.join(SCREENS)} (default: all there are)")
    parser.add_argument("--runs", type=int, default=3, help="how often each screen is measured")
    wanted = parser.parse_args(arguments)
    if unknown := set(wanted.screens) - set(SCREENS):
        parser.error(f"no screen is named {', '.join(sorted(unknown))}")
    program = browser()
    if program is None or not PROGRAM.exists():
        stop("Chromium and Lighthouse are needed: run `make test` once, it installs both.")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with showcase() as site:
        names = [name for name in wanted.screens or SCREENS if name in site.paths]
        reports = {}
        for name in names:
            say(f"Measuring {name}: {site.paths[name]}")
            reports[name] = [_measure(site, name, number, program) for number in range(wanted.runs)]
    return tell(reports)


def _measure(site: Showcase, name: str, number: int, program: str) -> dict[str, object]:
    target = FOLDER / f"{name}-{number + 1}.json"
    command = [str(PROGRAM), f"{site.address}{site.paths[name]}", "--quiet", "--output=json"]
    command += [f"--output-path={target}", f"--chrome-flags={CHROMIUM}", "--no-enable-error-reporting"]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    if role := VIEWERS.get(name):
        headers = FOLDER / "headers.json"
        headers.write_text(json.dumps({"Cookie": f"sessionid={site.sessions[role]}"}))
        command.append(f"--extra-headers={headers}")
    env = {**os.environ, "CHROME_PATH": program}
    for _attempt in range(ATTEMPTS):
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if not done.returncode and target.exists():
            break
    else:
        stop(f"Lighthouse could not measure {name}: {done.stderr.strip()[-400:]}")
    return json.loads(target.read_text())


def _score(report: Mapping[str, object], category: str) -> float:
    return float(report["categories"][category]["score"] or 0) * 100  # type: ignore[index]


def tell(reports: Mapping[str, list[dict[str, object]]]) -> int:
    """Print the medians and what cost points; 1 when something that counts is below LEAST."""
    print(f"\n{'':<12}" + "".join(f"{category:>16}" for category in CATEGORIES))
    low = False
    for name, runs in reports.items():
        medians = {each: statistics.median(_score(run, each) for run in runs) for each in CATEGORIES}
        low |= any(medians[each] < LEAST for each in SCREENS[name])
        print(f"{name:<12}" + "".join(f"{medians[each]:>16.0f}" for each in CATEGORIES))
    for name, runs in reports.items():
        for line in _lost(runs[-1], SCREENS[name]):
            print(f"  {name}: {line}")
    say(f"The reports are in {Path(FOLDER).relative_to(ROOT)}; at least {LEAST} is wanted")
    return 1 if low else 0


def _lost(report: Mapping[str, object], categories: tuple[str, ...]) -> list[str]:
    """What cost points in a report, in Lighthouse's words."""
    audits: Mapping[str, Mapping[str, object]] = report["audits"]  # type: ignore[assignment]
    lines = []
    for category in categories:
        for reference in report["categories"][category]["auditRefs"]:  # type: ignore[index]
            audit = audits[reference["id"]]
            score = audit["score"]
            if reference["weight"] and isinstance(score, (int, float)) and score < 0.9:
                lines.append(f"{category}: {audit['title']} {audit.get('displayValue', '')}".rstrip())
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
