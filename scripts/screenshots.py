"""`make screenshots`: each screen of the demo academy, at three widths, light and dark, into var/screenshots.

Each is also asked whether it has to be scrolled sideways, and axe is asked about it. Ends with 1 when
anything was found. `ARGS="course lesson"` looks at those screens only.
"""

from __future__ import annotations

import shutil
import sys
from itertools import product
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.console import ROOT, say, stop
from scripts.environment import browser as installed_browser
from scripts.showcase import Showcase, showcase

FOLDER = ROOT / "var" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (390, 768, 1440)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
#: Who looks at what; everything else is looked at by a stranger.
VIEWERS = {
    **dict.fromkeys(("lesson", "dashboard", "certifications"), "learner"),
    **dict.fromkeys(("quiz", "assignment", "result", "grades"), "learner"),
    **dict.fromkeys(("admin", "paper", "quiz-writer", "marking", "gradebook"), "admin"),
}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # What a page asks of another machine is refused.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
# Pictures further down wait until they are scrolled to: a picture of the whole page needs them all.
LOAD_ALL = """async () => {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
}"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map((each) => each.outerHTML.slice(0, 120))"""


def main(wanted: list[str]) -> int:
    """Take the pictures of the `wanted` screens (none: of all) and print what was found."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    program = installed_browser()
    if program is None:
        stop("Chromium is not installed: run `make test` once, or install the package chromium.")
    with showcase() as site, sync_playwright() as playwright:
        if unknown := set(wanted) - set(site.paths):
            stop(f"There is no screen named {', '.join(sorted(unknown))}: {', '.join(sorted(site.paths))}")
        names = wanted or sorted(site.paths)
        say(f"Looking at {len(names)} screens")
        chromium = playwright.chromium.launch(executable_path=program, args=QUIET)
        findings = [
            line
            for name, width, scheme in product(names, WIDTHS, SCHEMES)
            for line in _look(chromium, site, name, width, scheme)
        ]
        chromium.close()
    print("\n".join(findings) or "Nothing was found.")
    say(f"{len(names) * len(WIDTHS) * len(SCHEMES)} pictures in {FOLDER.relative_to(ROOT)}")
    return 1 if findings else 0


def _look(chromium: Browser, site: Showcase, name: str, width: int, scheme: Scheme) -> list[str]:
    """Take one picture; what was found, a line each."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        base_url=site.address,
        reduced_motion="reduce",
    )
    if role := VIEWERS.get(name):
        context.add_cookies([{"name": "sessionid", "value": site.sessions[role], "url": site.address}])
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"script: {error.message}"))
    page.goto(site.paths[name], wait_until="load")
    found = _findings(page, FOLDER / f"{name}-{width}-{scheme}.png")
    context.close()
    return [f"{name} at {width} px, {scheme}: {line}" for line in [*errors, *found]]


def _findings(page: Page, picture: object) -> list[str]:
    page.evaluate(LOAD_ALL)
    page.wait_for_timeout(400)
    page.screenshot(path=str(picture), full_page=True)
    wide = page.evaluate(TOO_WIDE)
    page.evaluate(AXE.read_text())
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)
    return [f"is wider than the screen: {html}" for html in wide] + [
        f"{each['id']}: {each['help']}: {' '.join(node['html'].split())[:160]}"
        for each in result["violations"]
        for node in each["nodes"]
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
