"""Everything that is drawn, filmed and printed for the demo, made before the database is touched."""

from dataclasses import dataclass, field

from home.demo import diagrams, films, papers, pictures
from home.demo.courses import CoursePlan, FilmPlan
from home.demo.films import Film
from home.demo.people import Person


@dataclass
class Material:
    """Files in memory. The keys: course slug, `film_key`, course slug and name, drawing, person."""

    covers: dict[str, bytes] = field(default_factory=dict)
    films: dict[str, Film] = field(default_factory=dict)
    documents: dict[tuple[str, str], bytes] = field(default_factory=dict)
    diagrams: dict[str, bytes] = field(default_factory=dict)
    portraits: dict[str, bytes] = field(default_factory=dict)


def film_plans(course: CoursePlan) -> list[FilmPlan]:
    """The films of a course: the one that promotes it, then its lessons'."""
    return [course.promotion, *(lesson.film for lesson in course.lessons if lesson.film)]


def produce(courses: tuple[CoursePlan, ...], people: tuple[Person, ...]) -> Material:
    """Make all of it; it takes some twenty seconds on one core, nearly all of them for the films."""
    made = Material(diagrams={name: diagrams.drawn(name) for name in diagrams.DRAWINGS})
    for number, course in enumerate(courses):
        made.covers[course.slug] = pictures.cover(course.motif, course.palette)
        for plan in film_plans(course):
            key = film_key(course, plan)
            made.films[key] = films.make_film(plan.title, plan.points, course.palette, seed=number)
        for name, paper in course.papers.items():
            made.documents[course.slug, name] = papers.printed(paper)
        for name, file in course.files.items():
            made.documents[course.slug, name] = file.text.encode()
    for person in people:
        made.portraits[person.key] = pictures.portrait(person.looks, person.palette)
    return made


def film_key(course: CoursePlan, plan: FilmPlan) -> str:
    """The name of a film's file, without an ending."""
    kind = "promotion" if plan is course.promotion else f"lesson-{film_plans(course).index(plan)}"
    return f"{course.slug}-{kind}"
