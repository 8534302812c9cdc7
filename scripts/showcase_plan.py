"""Which addresses of the demo academy are looked at, and sessions of those who look: writes them as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django


def main(target: str) -> None:
    """Write the plan to the file `target`."""
    django.setup()
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    sessions = {}
    for role in ("learner", "instructor", "admin"):
        client = Client()
        client.force_login(User.objects.get(email__startswith=f"{role}@"))
        sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    Path(target).write_text(json.dumps({"paths": _paths(), "sessions": sessions, "desk": _desk()}))


def _paths() -> dict[str, str]:
    """Screens by name. The course is the one of the learner with the most lessons."""
    from wagtail.models import Page

    from learning.access.models import Enrolment
    from learning.certificates.models import Certificate
    from learning.courses.models import CoursePage
    from learning.courses.release.outlines import outline_of_release

    enrolments = Enrolment.objects.filter(person__email__startswith="learner@").select_related("course")
    outlines = [(each.course, outline_of_release(each.course.latest_release_id)) for each in enrolments]
    course, outline = max(outlines, key=lambda pair: len(pair[1].lessons))
    lesson = next((each for each in outline.lessons if each.videos), outline.lessons[0])
    url = CoursePage.objects.get(course=course, locale__language_code="en").url
    paths = {
        "home": "/",
        "catalogue": "/courses/",
        "course": url,
        "lesson": url + lesson.path,
        "dashboard": "/my-dashboard/",
        "certifications": "/my-certifications/",
        "instructors": "/instructors/",
        "sign-in": "/account/login/",
        "not-found": "/nothing-here/",
        "admin": "/admin/",
        "styleguide": "/styleguide/",
    }
    if certificate := Certificate.objects.first():
        paths["certificate"] = f"/certificates/{certificate.code}/"
    landing = (
        Page.objects.live().filter(content_type__model="landingpage", locale__language_code="en").first()
    )
    if landing:
        paths["landing"] = landing.url
    for name in ("learningpathpage", "bundlepage"):
        offer = Page.objects.live().filter(content_type__model=name).first()
        if offer:
            paths[name.removesuffix("page")] = offer.url
    return paths | _works()


def _desk() -> dict[str, object]:
    """What an author works on: a course of the instructor with its modules, and another one."""
    from learning.courses.models import CoursePage, LessonPage, ModulePage

    taught = CoursePage.objects.filter(course__course_instructors__account__email__startswith="instructor@")
    page = taught.get(slug="chance-in-everyday-life")
    other = taught.get(slug="speaking-so-that-people-listen")
    first, second = ModulePage.objects.child_of(page).order_by("path")[:2]
    lessons = LessonPage.objects.child_of(first).order_by("path")
    changed = LessonPage.objects.descendant_of(other).order_by("path")[0]
    return {
        "course": page.pk,
        "course_id": str(page.course.public_id),
        "second_module": second.pk,
        "first_lesson": lessons[0].pk,
        "last_lesson": lessons[len(lessons) - 1].pk,
        "category": str(page.category),
        "catalogue": page.get_parent().pk,
        "other_course": other.pk,
        "other_course_id": str(other.course.public_id),
        "other_lesson": changed.pk,
    }


def _works() -> dict[str, str]:
    """Screens of quizzes, exams and assignments, around the last attempt the learner failed."""
    from learning.assessments.models import Attempt, Quiz, Submission
    from learning.assessments.quizzes.placements import PlacedActivity, placed_in_course
    from learning.courses.models import CoursePage
    from learning.courses.release.outlines import outline_of_release

    mine = Attempt.objects.filter(enrolment__person__email__startswith="learner@", passed=False)
    attempt = mine.select_related("enrolment__course", "placement").order_by("pk").last()
    if attempt is None:
        return {}
    course = attempt.enrolment.course
    outline = outline_of_release(course.latest_release_id or 0)
    url = CoursePage.objects.get(course=course, locale__language_code="en").url
    places: dict[str, PlacedActivity] = {}
    for place in placed_in_course(outline, "en"):
        if place.graded_item.pk == attempt.placement.graded_item_id or place.graded_item.kind not in places:
            places[place.graded_item.kind] = place
    paths = {place.graded_item.kind: f"{url}{place.path}" for place in places.values()}
    quiz = Quiz.objects.get(graded_item=attempt.placement.graded_item_id, locale__language_code="en")
    waiting = Submission.objects.filter(graded_at=None, submitted_at__isnull=False).first()
    return paths | {
        "paper": f"{paths['quiz']}?sample=1",
        "result": f"/my-dashboard/attempts/{attempt.public_id}/",
        "grades": f"/my-dashboard/course/{outline.slug}/grades/",
        "quiz-writer": f"/admin/academy/quizzes/{quiz.pk}/write/",
        "gradebook": f"/admin/academy/courses/{course.public_id}/gradebook/",
        **({"marking": f"/admin/academy/marking/submissions/{waiting.public_id}/"} if waiting else {}),
    }


if __name__ == "__main__":
    main(sys.argv[1])
