"""The demo courses as their authors wrote them in `content/courses/`, read into plain values."""

import tomllib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from demo.plans.assessments import AssessmentPlans, read_assessments
from demo.plans.content import read_content
from demo.plans.media import FilmPlan, HandoutPlan, PicturePlan, SoundPlan, TextFile

#: The courses in the order in which they were submitted for review, and how many days ago that was.
SUBMITTED = {
    "reading-data-honestly": 171,
    "web-pages-everybody-can-use": 158,
    "speaking-so-that-people-listen": 141,
    "chance-in-everyday-life": 127,
    "a-kitchen-garden-in-one-year": 112,
    "writing-that-gets-read": 96,
    "tables-that-keep-their-promises": 81,
    "photographs-by-daylight": 66,
    "from-spreadsheet-to-python": 52,
    "layouts-without-guessing": 38,
    "hearing-harmony": 24,
    "reading-the-night-sky": 12,
}


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
    """A course as written. prices: amount by currency code; instructors: keys of people, the owner first.

    rules: fields of the course page; `courses_before` (slugs) and `opens_after` (days, by module) beside.
    """

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
    handouts: dict[str, HandoutPlan] = field(default_factory=dict)
    files: dict[str, TextFile] = field(default_factory=dict)
    pictures: dict[str, PicturePlan] = field(default_factory=dict)
    sounds: dict[str, SoundPlan] = field(default_factory=dict)
    prices: dict[str, str] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)
    special_tag: str = ""
    coach: str = ""
    copy_of: str = ""
    assessments: AssessmentPlans = field(default_factory=AssessmentPlans)

    @property
    def source(self) -> str:
        """The slug under which its material was made."""
        return self.copy_of or self.slug

    def copy(self, number: int) -> "CoursePlan":
        """The same course once more, under a number."""
        return replace(
            self,
            title=f"{self.title} ({number})",
            slug=f"{self.slug}-{number}",
            copy_of=self.slug,
            assessments=self.assessments.without_people(),
        )

    @property
    def lessons(self) -> list[LessonPlan]:
        return [lesson for module in self.modules for lesson in module.lessons]


def _lesson(raw: dict[str, Any]) -> LessonPlan:
    film = raw.pop("film", None)
    return LessonPlan(**{**raw, "body": raw["body"]["text"]}, film=FilmPlan(**film) if film else None)


def _module(raw: dict[str, Any]) -> ModulePlan:
    return ModulePlan(raw["title"], raw["description"], [_lesson(lesson) for lesson in raw["lessons"]])


def _picture(raw: dict[str, Any]) -> PicturePlan:
    return PicturePlan(raw.pop("title"), raw.pop("alt"), raw.pop("kind"), drawn=raw)


def _sound(raw: dict[str, Any]) -> SoundPlan:
    return SoundPlan(**{**raw, "notes": tuple(raw["notes"])})


def _course(raw: dict[str, Any]) -> CoursePlan:
    look = {"course": raw["title"], "palette": raw["palette"]}
    made: dict[str, Any] = {
        "faq": [(entry["question"], entry["answer"]) for entry in raw["faq"]],
        "promotion": FilmPlan(**raw["promotion"]),
        "modules": [_module(module) for module in raw["modules"]],
        "handouts": {
            name: HandoutPlan(**handout, **look) for name, handout in raw.get("handouts", {}).items()
        },
        "files": {name: TextFile(f["title"], f["text"].lstrip()) for name, f in raw.get("files", {}).items()},
        "pictures": {name: _picture(dict(picture)) for name, picture in raw.get("pictures", {}).items()},
        "sounds": {name: _sound(dict(sound)) for name, sound in raw.get("sounds", {}).items()},
    }
    assessments = read_assessments(raw["slug"])
    for lesson in assessments.lessons:
        _append(made["modules"], dict(lesson))
    return CoursePlan(**{**raw, **made}, assessments=assessments)


def _append(modules: list[ModulePlan], raw: dict[str, Any]) -> None:
    """Put a lesson to the end of the module that it names."""
    title = raw.pop("module")
    next(module for module in modules if module.title == title).lessons.append(_lesson(raw))


@lru_cache(maxsize=1)
def all_courses() -> tuple[CoursePlan, ...]:
    """The courses in the order in which they were submitted."""
    return tuple(read_course(slug) for slug in SUBMITTED)


def read_course(slug: str) -> CoursePlan:
    """One course. Raises ValueError, naming its file, for what cannot be read."""
    try:
        return _course(read_content(f"courses/{slug}"))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, StopIteration) as error:
        raise ValueError(f"{slug}.toml: {error!r}") from error
