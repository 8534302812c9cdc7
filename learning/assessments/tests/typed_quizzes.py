"""What an author types into the screen that writes a quiz, as the browser posts it."""

from __future__ import annotations

from typing import Any

from learning.courses.models import Course

SETTINGS = {
    "title": "Numbers",
    "slug": "",
    "is_required": "on",
    "passing_score": "70",
    "attempt_limit": "0",
    "cool_down_minutes": "0",
    "penalty_percent": "0",
    "show_scores": "at_once",
    "show_outcomes": "after_passing",
    "show_answers": "after_passing",
    "counted_attempt": "best",
}


def choice(key: int = 1, **fields: str) -> dict[str, Any]:
    """The fields of a question as its author types it."""
    told = {
        "what": "question",
        "kind": "single_choice",
        "prompt": "How many are two and two?",
        "option-0-text": "Three",
        "option-1-text": "Four",
        "right": "1",
        "marks": "2",
        "difficulty": "easy",
        "tags": "sums, easy ones",
    }
    return {f"i{key}-{name}": value for name, value in (told | fields).items()}


def empty(key: int = 1) -> dict[str, Any]:
    """A question in which nothing was typed yet."""
    typed = ("prompt", "option-0-text", "option-1-text", "right", "tags")
    return choice(key, marks="1", difficulty="medium", **dict.fromkeys(typed, ""))


def posted(course: Course, *parts: dict[str, Any], do: str = "save", **fields: Any) -> dict[str, Any]:
    """The form with these parts; do: the button that is pressed."""
    keys = [name.split("-")[0].removeprefix("i") for part in parts for name in part if name.endswith("-what")]
    data: dict[str, Any] = SETTINGS | {"course": course.pk, "item": keys, "do": do, "base": ""} | fields
    for part in parts:
        data |= part
    return data


NEW = "/admin/academy/quizzes/write/"
