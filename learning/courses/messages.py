"""Messages to those who teach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.messages import framed
from learning.courses.models import InstructorChange
from learning.courses.selectors import source_page_of

if TYPE_CHECKING:
    from learning.courses.models import Candidate, Course, CoursePage
    from learning.courses.videos.lesson_videos import LessonVideo


def send_instructors_changed(*, course_id: int, changes: range) -> None:
    """Tell whoever was added, removed or made owner, and those who teach the course, what changed in it.

    Whoever changed it knows. changes: ids of `InstructorChange`; those of other courses are passed over.
    """
    rows = InstructorChange.objects.filter(course=course_id, pk__gte=changes.start, pk__lt=changes.stop)
    told = list(rows.select_related("account", "changed_by", "course").order_by("pk"))
    if not told:
        return
    course, actor = told[0].course, told[0].changed_by
    teaching = course.course_instructors.select_related("account").filter(account__is_active=True)
    people = {row.account_id: row.account for row in teaching}
    people |= {row.account.pk: row.account for row in told if row.account and row.account.is_active}
    page = source_page_of(course)
    for person in people.values():
        if person != actor:
            framed(
                template_prefix="emails/courses/instructors_changed",
                to=person.email,
                language=person.offered_language,
                context={
                    "person": person,
                    "course_title": course.title,
                    "actor": actor,
                    "changes": told,
                    "url": _editor_of(page) if person.pk in {row.account_id for row in teaching} else "",
                },
            ).send()


def _editor_of(page: CoursePage | None) -> str:
    return settings.SITE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else ""


def send_videos_silent(*, course: Course, videos: Sequence[LessonVideo]) -> None:
    """Tell the instructors of a course which lessons have a video that no longer answers."""
    lessons = [
        (video.page.draft_title, settings.SITE_URL + reverse("wagtailadmin_pages:edit", args=[video.page.pk]))
        for video in videos
    ]
    for row in course.course_instructors.select_related("account").filter(account__is_active=True):
        framed(
            template_prefix="emails/courses/videos_silent",
            to=row.account.email,
            language=row.account.offered_language,
            context={"person": row.account, "course_title": course.title, "lessons": lessons},
            links=[url for _title, url in lessons],
        ).send()


def send_decision(*, candidate: Candidate) -> None:
    """Tell who submitted a course what became of it, with the comment and a link to the submission.

    Whoever decided it themselves knows.
    """
    author = candidate.submitted_by
    if author is None or not author.is_active or author == candidate.decided_by:
        return
    framed(
        template_prefix="emails/courses/decision",
        to=author.email,
        language=author.offered_language,
        context={
            "person": author,
            "candidate": candidate,
            "course_title": candidate.course.title,
            "lesson_title": candidate.lesson.title if candidate.lesson else "",
            "reviewer": candidate.decided_by,
            "url": settings.SITE_URL + reverse("courses_admin:candidate", args=[candidate.public_id]),
            "button_label": _("See the submission"),
        },
    ).send()
