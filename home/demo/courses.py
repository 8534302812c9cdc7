"""The demo courses as their authors wrote them in `content/*.toml`, read into plain values."""

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from home.demo.papers import Paper

CONTENT = Path(__file__).parent / "content"
ORDER = (
    "reading-data-honestly",
    "web-pages-everybody-can-use",
    "speaking-so-that-people-listen",
    "from-spreadsheet-to-python",
)


@dataclass(frozen=True)
class FilmPlan:
    """What a film shows: a title and its points."""

    title: str
    points: list[str]


@dataclass(frozen=True)
class TextFile:
    """A file to download that is only text."""

    title: str
    text: str


@dataclass(frozen=True)
class LessonPlan:
    """A lesson as written; `body` is in the marks that `bodies` reads."""

    title: str
    kind: str
    minutes: int
    body: str
    outcomes: list[str]
    film: FilmPlan | None = None
    preview: bool = False
    required: bool = True


@dataclass(frozen=True)
class ModulePlan:
    """A module as written."""

    title: str
    description: str
    lessons: list[LessonPlan]


@dataclass(frozen=True)
class CoursePlan:
    """A course as written. prices: amount by currency code; instructors: keys of people, the owner first."""

    title: str
    slug: str
    short: str
    description: str
    category: str
    palette: str
    motif: str
    level: str
    kind: str
    status: str
    certificate: bool
    instructors: list[str]
    tags: list[str]
    outcomes: list[str]
    requirements: list[str]
    faq: list[tuple[str, str]]
    promotion: FilmPlan
    modules: list[ModulePlan]
    papers: dict[str, Paper] = field(default_factory=dict)
    files: dict[str, TextFile] = field(default_factory=dict)
    prices: dict[str, str] = field(default_factory=dict)
    special_tag: str = ""
    coach: str = ""

    @property
    def lessons(self) -> list[LessonPlan]:
        return [lesson for module in self.modules for lesson in module.lessons]


def _lesson(raw: dict[str, Any]) -> LessonPlan:
    film = raw.pop("film", None)
    return LessonPlan(**{**raw, "body": raw["body"]["text"]}, film=FilmPlan(**film) if film else None)


def _module(raw: dict[str, Any]) -> ModulePlan:
    return ModulePlan(raw["title"], raw["description"], [_lesson(lesson) for lesson in raw["lessons"]])


def _course(raw: dict[str, Any]) -> CoursePlan:
    paper_of = {"course": raw["title"], "palette": raw["palette"]}
    made = {
        "faq": [(entry["question"], entry["answer"]) for entry in raw["faq"]],
        "promotion": FilmPlan(**raw["promotion"]),
        "modules": [_module(module) for module in raw["modules"]],
        "papers": {name: Paper(**paper, **paper_of) for name, paper in raw.get("papers", {}).items()},
        "files": {name: TextFile(f["title"], f["text"].lstrip()) for name, f in raw.get("files", {}).items()},
    }
    return CoursePlan(**{**raw, **made})


@lru_cache(maxsize=1)
def all_courses() -> tuple[CoursePlan, ...]:
    """The courses in the order in which the catalogue first shows them."""
    return tuple(_course(tomllib.loads((CONTENT / f"{slug}.toml").read_text("utf-8"))) for slug in ORDER)
