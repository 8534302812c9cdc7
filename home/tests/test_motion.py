"""Motion is decoration: small, off for whoever asks for calm, and made of what cannot move the layout."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

BASE = Path(settings.BASE_DIR) / "static"
SCRIPTS = sorted((BASE / "js" / "motion").glob("*.js"))
STYLES = (BASE / "css" / "components" / "motion.css").read_text()
MOST_BYTES = 20_000
#: What may change while something moves: none of it has other things make room.
STEADY = {"opacity", "translate", "transform", "--motion-delay", "--motion-depth", "--motion-x", "--motion-y"}


def test_all_of_it_weighs_less_than_20_kb() -> None:
    assert len(SCRIPTS) >= 4
    assert sum(path.stat().st_size for path in SCRIPTS) < MOST_BYTES


def test_it_is_off_for_whoever_asks_for_calm() -> None:
    for name in ("reveal.js", "expressive.js"):
        assert "prefers-reduced-motion: reduce" in (BASE / "js" / "motion" / name).read_text()
    calm = STYLES.partition("@media (prefers-reduced-motion: no-preference)")
    assert "opacity: 0" not in calm[0]
    for rule in (".motion-deep", ".motion-drawn"):
        assert rule not in calm[0]


def test_scripts_set_nothing_that_moves_the_layout() -> None:
    for path in SCRIPTS:
        text = path.read_text()
        named = re.findall(r"style\.setProperty\(\s*\"([^\"]+)\"", text) + re.findall(
            r"\.style\.(\w+) = ", text
        )
        assert set(named) <= STEADY, path.name


def test_transitions_are_of_opacity_and_transform_alone() -> None:
    for declared in re.findall(r"transition: ([^;]+);", STYLES):
        properties = {part.split()[0] for part in re.split(r",\s*(?![^(]*\))", declared)}
        assert properties <= {"opacity", "translate"}, declared


def test_nothing_is_hidden_until_somebody_scrolls() -> None:
    """What may be seen through is decoration, not content: the glow behind the pointer alone."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", STYLES)
    assert [name.strip() for name, rule in rules if re.search(r"opacity: 0|visibility|display", rule)] == [
        ".motion-glow",
        ".motion-particles,\n    .motion-glow",
    ]
    script = (BASE / "js" / "motion" / "reveal.js").read_text().partition("const calm")[2]
    for hiding in ("opacity", "visibility", "hidden", "display", "classList"):
        assert hiding not in script
