"""Small editions of one course to compare, and what is told of two of them."""

from __future__ import annotations

from typing import Any

from learning.courses.release.comparison_text import DELETED, INSERTED, SAME
from learning.courses.release.comparison_words import tell
from learning.courses.release.course_snapshot import CourseSnapshot, LessonSnapshot, ModuleSnapshot
from learning.courses.release.editions import NamedEdition

COURSE_TEXT = {
    "title": "Knots",
    "seo_title": "",
    "search_description": "",
    "short_description": "Ropes that hold.",
    "description": [],
    "thumbnail_id": None,
    "promotion_video": "",
    "tags": [],
    "level": "all",
    "language": "en",
    "course_type": "sprint",
    "special_tag": "",
    "coach_name": "",
    "learning_outcomes": [],
    "requirements": [],
    "faq": [],
    "has_certificate": True,
}


def text_block(words: str, block_id: str = "a") -> dict[str, Any]:
    """A block of text in a body."""
    return {"type": "text", "value": f"<p>{words}</p>", "id": block_id}


def lesson(
    number: int, module: int | None = 1, position: int | None = None, **changes: Any
) -> LessonSnapshot:
    """A lesson; text: changed texts in English; changes: of its other values."""
    text = {
        "title": f"Lesson {number}",
        "body": [text_block(f"Words of {number}")],
        "transcript": "",
        "outcomes": [],
    } | changes.pop("text", {})
    values = {
        "lesson_id": number,
        "module_id": module,
        "position": number if position is None else position,
        "slug": f"lesson-{number}",
        "kind": "text",
        "is_required": True,
        "is_free_preview": False,
        "seconds": 60,
        "watch_threshold": 90,
        "videos": (),
        "texts": {"en": text},
    }
    return LessonSnapshot(**(values | changes))


def module(number: int, position: int = 0) -> ModuleSnapshot:
    """A module without lessons."""
    text = {"title": f"Module {number}", "description": ""}
    return ModuleSnapshot(module_id=number, position=position, slug=f"module-{number}", texts={"en": text})


def edition(
    *lessons: LessonSnapshot, modules: tuple[ModuleSnapshot, ...] = (), **changes: Any
) -> CourseSnapshot:
    """An edition of the course, with one module and three lessons where nothing else is given."""
    values: dict[str, Any] = {
        "course_id": 1,
        "source_locale": "en",
        "slug": "knots",
        "category_id": None,
        "texts": {"en": COURSE_TEXT | changes.pop("text", {})},
        "modules": modules or (module(1),),
        "lessons": lessons or (lesson(1), lesson(2), lesson(3)),
    }
    return CourseSnapshot(**(values | changes))


def told(before: CourseSnapshot | None, after: CourseSnapshot, names=({}, {})) -> list[tuple[str, ...]]:
    """What, title, place, and each line as `label: -deleted +inserted`."""
    first = NamedEdition(before, names[0]) if before else None
    return [
        (part.what, part.title, part.place, *(f"{line.label}: {_marked(line.words)}" for line in part.lines))
        for part in tell(first, NamedEdition(after, names[1])).parts
    ]


def _marked(words) -> str:
    marks = {SAME: "", INSERTED: "+", DELETED: "-"}
    return "|".join(f"{marks[what]}{text}" for what, text in words)
