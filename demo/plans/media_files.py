"""The media files that the content asks for, each with everything that its look or sound depends on.

`python -m demo.media_production` makes them, the repository keeps them in `demo/content/media/`, and seeding
copies them from there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from demo.plans.content import read_content
from demo.plans.courses import CoursePlan, all_courses
from demo.plans.media import FilmPlan, all_diagrams
from demo.plans.people import Person, named_people

#: Raise a number when the drawing code of its kind changes: its files are then outdated.
EDITIONS = {
    "cover": 1,
    "portrait": 1,
    "film": 1,
    "poster": 1,
    "diagram": 1,
    "picture": 1,
    "sound": 1,
    "handout": 1,
}


@dataclass(frozen=True)
class MediaFile:
    """A file to make. name: its path in `content/media/`; kind: of EDITIONS; inputs: what its maker gets."""

    name: str
    kind: str
    inputs: dict[str, Any]

    @property
    def plan_digest(self) -> str:
        """A short name of what is asked for: it changes when the content or the edition of the kind does."""
        plan = json.dumps([self.kind, EDITIONS[self.kind], self.inputs], sort_keys=True)
        return hashlib.sha256(plan.encode()).hexdigest()[:16]


def cover_file(slug: str) -> str:
    """The picture of a course, path or bundle."""
    return f"covers/{slug}.jpg"


def portrait_file(person_key: str) -> str:
    return f"portraits/{person_key}.jpg"


def film_file(key: str) -> str:
    """The film with this `film_key`."""
    return f"films/{key}.mp4"


def poster_file(key: str) -> str:
    """The picture that stands for a film until it plays."""
    return f"films/{key}.jpg"


def diagram_file(name: str) -> str:
    return f"diagrams/{name}.webp"


def picture_file(course_slug: str, name: str) -> str:
    return f"pictures/{course_slug}/{name}.webp"


def sound_file(course_slug: str, name: str) -> str:
    return f"sounds/{course_slug}/{name}.m4a"


def handout_file(course_slug: str, name: str) -> str:
    return f"handouts/{course_slug}/{name}.pdf"


def film_plans(course: CoursePlan) -> list[FilmPlan]:
    """The films of a course: the one that promotes it, then its lessons'."""
    return [course.promotion, *(lesson.film for lesson in course.lessons if lesson.film)]


def film_key(course: CoursePlan, plan: FilmPlan) -> str:
    """The name of a film's files, without an ending."""
    kind = "promotion" if plan is course.promotion else f"lesson-{film_plans(course).index(plan)}"
    return f"{course.source}-{kind}"


def wanted_media_files() -> list[MediaFile]:
    """Every media file that the content asks for."""
    found = [MediaFile(diagram_file(name), "diagram", {"name": name}) for name in all_diagrams()]
    found += map(_portrait, named_people())
    access = read_content("access")
    for offer in (*access["paths"], *access["bundles"]):
        found.append(MediaFile(cover_file(offer["slug"]), "cover", offer["cover"]))
    for number, course in enumerate(all_courses()):
        look = {"motif": course.motif, "palette": course.palette}
        found.append(MediaFile(cover_file(course.slug), "cover", look))
        found += _films(course, number)
        found += _other_files(course)
    return found


def _portrait(person: Person) -> MediaFile:
    looks = {"looks": person.looks._asdict(), "palette": person.palette}
    return MediaFile(portrait_file(person.key), "portrait", looks)


def _films(course: CoursePlan, number: int) -> Iterator[MediaFile]:
    """The films of a course and their posters. number: its place among the courses, for the chord."""
    for plan in film_plans(course):
        key, film = film_key(course, plan), {"title": plan.title, "points": plan.points}
        look = {"palette": course.palette}
        yield MediaFile(film_file(key), "film", {**film, **look, "chord": number})
        yield MediaFile(poster_file(key), "poster", {**film, **look})


def _other_files(course: CoursePlan) -> Iterator[MediaFile]:
    """The pictures, sounds and hand-outs of a course's lessons."""
    look = {"motif": course.motif, "palette": course.palette}
    for name, picture in course.pictures.items():
        inputs = {"kind": picture.kind, "drawn": picture.drawn, **look}
        yield MediaFile(picture_file(course.slug, name), "picture", inputs)
    for name, sound in course.sounds.items():
        notes = {"kind": sound.kind, "notes": list(sound.notes), "seconds": sound.seconds, "beat": sound.beat}
        yield MediaFile(sound_file(course.slug, name), "sound", notes)
    for name, handout in course.handouts.items():
        yield MediaFile(handout_file(course.slug, name), "handout", asdict(handout))
