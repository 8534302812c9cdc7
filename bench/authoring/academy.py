"""Where the things lie on which the ten tasks are tried, and the words that are typed."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.console import ROOT

FILM = ROOT / "demo" / "content" / "media" / "films" / "chance-in-everyday-life-lesson-1.mp4"
MODULES = (
    ("Light and wind", "Pots", "Soil", "A calendar"),
    ("Seeds", "Water", "Warmth", "The first leaves"),
    ("Salad", "Herbs", "Tomatoes", "The winter"),
)
OUTLINE = "\n".join(f"# Part {number}\n" + "\n".join(titles) for number, titles in enumerate(MODULES, 1))
QUESTIONS = "\n\n".join(
    f"Which of these does a seed need first? ({number})\n* Water\nSalt\nWind\nNoise" for number in range(1, 6)
)


@dataclass(frozen=True)
class Academy:
    """Ids of the demo's pages and courses, as `scripts.showcase_plan` finds them."""

    course: int
    course_id: str
    second_module: int
    first_lesson: int
    last_lesson: int
    category: str
    catalogue: int
    other_course: int
    other_course_id: str
    other_lesson: int
