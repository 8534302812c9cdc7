"""What a lesson's script weighs as a server sends it: all that loads before anybody has done anything."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.conf import settings

from config.static_files import minified

ROOT = Path(settings.BASE_DIR)
SCRIPTS = ROOT / "static" / "js"
MOST_BYTES = 60_000
_IMPORT = re.compile(r"""^(?:import|export)\b[^;]*?["'](\.{1,2}/[^"']+)["'];""", re.MULTILINE)
_SCRIPT = re.compile(r"""<script[^>]*\{% static '(js|npm)/([^']+)' %\}""")
#: Loaded when a lesson has what they are for; the heaviest of a plain lesson count here.
TEMPLATES = (
    "components/theme_start.html",
    "components/scripts.html",
    "components/teaching_scripts.html",
    "classroom/lesson_scripts.html",
    "classroom/assignment.html",
)


def _loaded(entry: Path, found: set[Path]) -> set[Path]:
    """A module and everything that it imports without being asked for more."""
    if entry not in found:
        found.add(entry)
        for name in _IMPORT.findall(entry.read_text()):
            _loaded((entry.parent / name).resolve(), found)
    return found


def _entries(template: str) -> set[Path]:
    text = (ROOT / "templates" / template).read_text()
    places = {"js": SCRIPTS, "npm": ROOT / "node_modules"}
    names = {"htmx/htmx.min.js": "htmx.org/dist/htmx.min.js"}
    return {places[kind] / names.get(name, name) for kind, name in _SCRIPT.findall(text)}


def _served(path: Path) -> str:
    """The text that a server collects: our own scripts lose their comments, libraries come minified."""
    text = path.read_text()
    return minified(text) if path.is_relative_to(SCRIPTS) else text


def test_the_scripts_of_a_lesson_stay_light() -> None:
    found: set[Path] = set()
    for template in TEMPLATES:
        for entry in _entries(template):
            _loaded(entry, found)
    teaching = {SCRIPTS / "teaching/checklist.js", SCRIPTS / "teaching/gallery.js"}
    found |= {module for entry in teaching for module in _loaded(entry, set())}
    names = {path.name for path in found}
    assert {"htmx.min.js", "lesson.js", "outbox.js", "sealed.js", "player.js", "assignment.js"} <= names
    weights = {path.name: len(gzip.compress(_served(path).encode(), 6)) for path in found}
    assert sum(weights.values()) < MOST_BYTES, weights
