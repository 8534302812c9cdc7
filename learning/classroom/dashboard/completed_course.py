"""What ends a course: the same congratulations, certificate and next step, whatever completed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language

from learning.access.models import Enrolment
from learning.certificates.models import Certificate
from learning.certificates.selectors import certificate_of
from learning.classroom.course.course_context import slug_of
from learning.progress.selectors import completion_of


@dataclass(frozen=True, slots=True)
class CompletedCourse:
    """What templates/classroom/celebration.html draws. url: of the screen that shows it by itself."""

    title: str
    url: str
    has_certificate: bool
    certificate: Certificate | None
    completed_at: datetime


def completed_course(enrolment: Enrolment, *, title: str) -> CompletedCourse | None:
    """None as long as the course is not completed. Two queries; one where it is not.

    title: of the course, in the viewer's language.
    """
    completion = completion_of(enrolment.pk)
    if completion is None:
        return None
    release = completion.release
    return CompletedCourse(
        title=title,
        url=celebration_url(slug_of(enrolment.course) or release.slug),
        has_certificate=release.has_certificate,
        certificate=certificate_of(enrolment.pk),
        completed_at=completion.completed_at,
    )


def celebration_url(slug: str) -> str:
    """The screen on which a course is celebrated. slug: by which a learner's own addresses call it."""
    return _celebrated_at(slug, get_language() or "")


@lru_cache(maxsize=1024)
def _celebrated_at(slug: str, _language_code: str) -> str:
    return reverse("classroom:course_progress", args=[slug]) + "?completed=1"
