"""An academy of believable size to measure: many courses, a long one, and learners in the midst of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.access.models import Enrolment
from learning.courses.models import Category, Course, LessonPage, Release
from learning.courses.release.outlines import OutlineLesson, outline_of_release
from learning.progress import bitmap
from learning.progress.models import LessonCompletion, LessonPosition, Note
from learning.testing import courses
from learning.testing.access import enrolled
from learning.testing.large_courses import many_courses
from library.tests.factories import ImageFactory, picture_file

COURSES = 1000
MODULES, LESSONS_EACH = 6, 10
LEARNERS = 16  # with a session each, so that they don't wait for one another's rows
CROWD = 250
COURSES_EACH = 16
LESSONS_DONE = 20
FILM = ("video", {"title": "The whole idea", "url": "https://vimeo.com/76979871", "length": "45:00"})
WORDS = "Come back to it tomorrow, say it in words of your own, and look up only what you could not say. "
PARAGRAPH = f"<p>{WORDS * 3}</p><p>{WORDS * 2}<b>Then go on.</b></p>"
CODE = "def remember(idea):\n    for day in (1, 3, 7, 21):\n        yield day, idea.say_aloud()\n" * 4


@dataclass(frozen=True)
class Academy:
    """What scenarios are about. `lesson` is one with a film, in the middle of the long course."""

    course: Course
    lesson: OutlineLesson
    learners: list[User]


def build() -> Academy:
    """Fill an empty, migrated database. About 15 seconds."""
    course = _long_course()
    many_courses(COURSES - 1)
    _vary(course)
    learners = UserFactory.create_batch(LEARNERS, password="!")  # hashing takes its time
    lessons = outline_of_release(course.latest_release_id).lessons
    films = [lesson for lesson in lessons if lesson.videos]
    middle = films[len(films) // 2]
    for person in learners:
        _learn(enrolled(course, person=person), lessons, middle)
    _crowd()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Academy(course, middle, learners)


def _long_course() -> Course:
    """60 lessons in 6 modules: every second one with a film, all with something to read."""
    page = courses.make_course_page(
        owner=courses.make_instructor(first_name="Ada", last_name="Quill"),
        title="Learning that stays",
        short_description="How to keep what you learn: short returns, own words, honest tests of yourself.",
        description=courses.body(*[("text", PARAGRAPH)] * 4),
        learning_outcomes=courses.body(*[("line", f"Outcome {number}: say why.") for number in range(6)]),
        requirements=courses.body(("line", "Half an hour a day.")),
        category=courses.CategoryFactory(name="Learning", slug="learning"),
        thumbnail=ImageFactory(file=picture_file("cover.png", (1280, 720))),
    )
    for _module in range(MODULES):
        module = courses.add_module(page, description="<p>What this module is for.</p>")
        for number in range(LESSONS_EACH):
            courses.add_lesson(module, **_lesson_fields(with_film=number % 2 == 0))
    courses.publish(page)
    return Course.objects.select_related("latest_release").get(pk=page.course_id)


def _lesson_fields(*, with_film: bool) -> dict[str, Any]:
    reading = [
        ("heading", {"text": "What it is", "level": "2"}),
        ("text", PARAGRAPH),
        ("text", PARAGRAPH),
        ("callout", {"tone": "info", "title": "In one sentence", "text": f"<p>{WORDS}</p>"}),
        ("heading", {"text": "How to do it", "level": "2"}),
        ("text", PARAGRAPH),
        ("code", {"language": "python", "title": "returns.py", "code": CODE}),
        ("text", PARAGRAPH),
        ("callout", {"tone": "success", "title": "Before you go on", "text": f"<p>{WORDS}</p>"}),
    ]
    kind = LessonPage.Kind.VIDEO if with_film else LessonPage.Kind.TEXT
    return {"kind": kind, "body": courses.body(*[FILM] * with_film, *reading)}


def _vary(original: Course) -> None:
    """Let the copies differ in what the catalogue counts and sorts by."""
    categories = [*Category.objects.all(), *courses.CategoryFactory.create_batch(11)]
    releases = list(Release.objects.exclude(course=original).order_by("pk"))
    levels = ("beginner", "intermediate", "advanced", "all")
    for number, release in enumerate(releases):
        release.category = categories[number % len(categories)]
        release.level = levels[number % len(levels)]
        release.language = ("en", "en", "fr")[number % 3]
        release.seconds = 1800 + number % 40 * 900
        release.released_at -= timedelta(hours=number)
    Release.objects.bulk_update(
        releases, ["category", "level", "language", "seconds", "released_at"], batch_size=500
    )


def _learn(enrolment: Enrolment, lessons: tuple[OutlineLesson, ...], middle: OutlineLesson) -> None:
    """A third of the course is done, the lesson in the middle is half watched, and there are two notes."""
    now = timezone.now()
    release = Release.objects.get(course=enrolment.course)
    done = [lesson for lesson in lessons if lesson.id != middle.id][:LESSONS_DONE]
    LessonCompletion.objects.bulk_create(
        LessonCompletion(
            enrolment=enrolment,
            lesson_id=lesson.id,
            release=release,
            completed_at=now,
            how=LessonCompletion.How.WATCHED,
            recorded_by=enrolment.person,
        )
        for lesson in done
    )
    LessonPosition.objects.bulk_create(
        LessonPosition(
            enrolment=enrolment,
            lesson_id=lesson.id,
            video_id=video.id,
            parts=bitmap.first_parts(30 if lesson is middle else 60),
            position_seconds=1350,
            best_percentage=50 if lesson is middle else 100,
            started_at=now,
            updated_at=now,
        )
        for lesson in [*done, middle]
        for video in lesson.videos
    )
    Note.objects.bulk_create(
        Note(person=enrolment.person, lesson_id=middle.id, body=WORDS, created_at=now, updated_at=now)
        for _number in range(2)
    )


def _crowd() -> None:
    """Many others, each in a handful of courses."""
    people = User.objects.bulk_create(
        User(email=f"crowd{number}@example.org", password="!") for number in range(CROWD)
    )
    ids = Course.objects.order_by("pk").values_list("pk", flat=True)
    around = list(ids) * 5
    now = timezone.now()
    Enrolment.objects.bulk_create(
        Enrolment(person=person, course_id=course_id, enrolled_at=now)
        for number, person in enumerate(people)
        for course_id in islice(around, number * COURSES_EACH, (number + 1) * COURSES_EACH)
    )
