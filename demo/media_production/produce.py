"""Everything that is drawn, filmed and printed for the demo, made before the database is touched."""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from demo.media_production import covers, diagrams, films, handouts, lesson_pictures, sounds
from demo.media_production.films import Film
from demo.plans.courses import CoursePlan, FilmPlan
from demo.plans.people import Person


@dataclass
class Material:
    """Files in memory. The keys: course slug, `film_key`, course slug and name, drawing, person."""

    covers: dict[str, bytes] = field(default_factory=dict)
    films: dict[str, Film] = field(default_factory=dict)
    documents: dict[tuple[str, str], bytes] = field(default_factory=dict)
    diagrams: dict[str, bytes] = field(default_factory=dict)
    pictures: dict[tuple[str, str], bytes] = field(default_factory=dict)
    sounds: dict[tuple[str, str], bytes] = field(default_factory=dict)
    portraits: dict[str, bytes] = field(default_factory=dict)


def film_plans(course: CoursePlan) -> list[FilmPlan]:
    """The films of a course: the one that promotes it, then its lessons'."""
    return [course.promotion, *(lesson.film for lesson in course.lessons if lesson.film)]


def produce(courses: tuple[CoursePlan, ...], people: tuple[Person, ...]) -> Material:
    """Make all of it, each course in a process of its own: most of the time goes into films."""
    made = Material(diagrams={name: diagrams.render(name) for name in diagrams.DRAWINGS})
    with ProcessPoolExecutor(
        max_workers=min(4, os.cpu_count() or 1), mp_context=get_context("spawn")
    ) as pool:
        for part in pool.map(_made_for, courses, range(len(courses))):
            for name in ("covers", "films", "documents", "pictures", "sounds"):
                getattr(made, name).update(getattr(part, name))
    for person in people:
        made.portraits[person.key] = covers.portrait(person.looks, person.palette)
    return made


def _made_for(course: CoursePlan, number: int) -> Material:
    """What one course shows. number: its place, from which films take their look."""
    made = Material(covers={course.slug: covers.cover(course.motif, course.palette)})
    for plan in film_plans(course):
        key = film_key(course, plan)
        made.films[key] = films.make_film(plan.title, plan.points, course.palette, seed=number)
    for name, picture in course.pictures.items():
        made.pictures[course.slug, name] = lesson_pictures.render(picture, course)
    for name, sound in course.sounds.items():
        made.sounds[course.slug, name] = sounds.render(sound)
    for name, handout in course.handouts.items():
        made.documents[course.slug, name] = handouts.render(handout)
    for name, file in course.files.items():
        made.documents[course.slug, name] = file.text.encode()
    return made


def film_key(course: CoursePlan, plan: FilmPlan) -> str:
    """The name of a film's file, without an ending."""
    kind = "promotion" if plan is course.promotion else f"lesson-{film_plans(course).index(plan)}"
    return f"{course.source}-{kind}"
