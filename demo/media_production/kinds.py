"""Who makes which kind of media file, from the plain inputs of its plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from demo.media_production import covers, diagrams, films, handouts, lesson_pictures, portraits, sounds
from demo.plans.media import FilmPlan, HandoutPlan, Looks, SoundPlan
from demo.plans.media_files import MediaFile


def make(file: MediaFile) -> bytes:
    """The content of the file."""
    return _MAKERS[file.kind](**file.inputs)


def _portrait(*, looks: dict[str, Any], palette: str) -> bytes:
    return portraits.portrait(Looks(**looks), palette)


def _film(*, title: str, points: list[str], palette: str, chord: int) -> bytes:
    return films.film(FilmPlan(title, points), palette, chord)


def _poster(*, title: str, points: list[str], palette: str) -> bytes:
    return films.poster(FilmPlan(title, points), palette)


def _sound(*, kind: str, notes: list[str], seconds: float, beat: float) -> bytes:
    return sounds.sound(SoundPlan("", kind, tuple(notes), "", seconds, beat))


def _handout(**fields: Any) -> bytes:
    return handouts.handout(HandoutPlan(**fields))


_MAKERS: dict[str, Callable[..., bytes]] = {
    "cover": covers.cover,
    "portrait": _portrait,
    "film": _film,
    "poster": _poster,
    "diagram": diagrams.diagram,
    "picture": lesson_pictures.picture,
    "sound": _sound,
    "handout": _handout,
}
