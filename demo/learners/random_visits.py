"""Random visits of the generated learners, in a believable distribution, the same every time.

Most people who join a course leave it in the first third, some get stuck half-way, a good quarter finish.
They take one course after another, seldom more than three.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from demo.learners.activity import Visit

LONGEST_AGO = 150
#: How many of ten people are what, and which part of a course they do.
PERSONAS = (
    ("finisher", 3, (1.0, 1.0)),
    ("half-way", 2, (0.4, 0.7)),
    ("staller", 4, (0.05, 0.33)),
    ("browser", 1, (0.0, 0.0)),
)
NOTES = (
    "Try this on Thursday, with the real numbers.",
    "I had this the wrong way round for years.",
    "Ask Tomoko whether our team does it like this.",
    "The example at the end is the important bit.",
    "Came back to this after a week. It holds.",
    "Still not sure about the second step: do the task again.",
)


@dataclass(frozen=True)
class CourseChoice:
    """A course to choose from: since how many days, how many lessons, how sought after (1 is usual)."""

    slug: str
    days_ago: int
    lesson_count: int
    weight: float


def visits(learner_keys: Sequence[str], courses: Sequence[CourseChoice]) -> Iterator[Visit]:
    """The visits of each learner, one course after another."""
    for key in learner_keys:
        dice = random.Random(f"crowd/{key}")
        _name, _share, span = dice.choices(PERSONAS, [share for _n, share, _s in PERSONAS])[0]
        wanted = min(len(courses), dice.choices((1, 2, 3), (5, 3, 2))[0])
        arrived = dice.randint(3, LONGEST_AGO)
        for course in _chosen(dice, courses, wanted):
            days_ago = min(arrived, course.days_ago - 2)
            if days_ago < 1:
                continue
            yield _visit(dice, key, course, days_ago, span)
            arrived = max(1, arrived - dice.randint(9, 30))


def _chosen(dice: random.Random, courses: Sequence[CourseChoice], count: int) -> list[CourseChoice]:
    """Different courses, the sought after more often."""
    left = list(courses)
    found = []
    for _number in range(count):
        course = dice.choices(left, [each.weight for each in left])[0]
        left.remove(course)
        found.append(course)
    return found


def _visit(
    dice: random.Random, key: str, course: CourseChoice, days_ago: int, span: tuple[float, float]
) -> Visit:
    done = round(course.lesson_count * dice.uniform(*span))
    between = dice.uniform(0.6, 2.4)
    # Nobody has learnt for longer than they have been here.
    done = min(done, int(days_ago / between))
    notes = []
    if done > 2 and dice.random() < 0.35:
        notes.append({"lesson": dice.randint(1, done), "text": dice.choice(NOTES)})
    return Visit(
        learner=key,
        course=course.slug,
        days_ago=days_ago,
        lessons=done,
        days_between=between,
        favourite=dice.random() < 0.3,
        notes=notes,
    )
