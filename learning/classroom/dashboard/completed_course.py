"""What ends a course: the same congratulations, certificate and next step, whatever completed it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from learning.access.models import Enrolment
from learning.certificates.models import Certificate
from learning.certificates.selectors import certificate_of
from learning.classroom.course.course_context import slug_of
from learning.progress.selectors import completed_release_of


@dataclass(frozen=True, slots=True)
class CompletedCourse:
    """What templates/classroom/celebration.html draws. url: of the screen that shows it by itself."""

    title: str
    url: str
    has_certificate: bool
    certificate: Certificate | None


def completed_course(enrolment: Enrolment, *, title: str) -> CompletedCourse | None:
    """None as long as the course is not completed. Two queries; one where it is not.

    title: of the course, in the viewer's language.
    """
    release = completed_release_of(enrolment.pk)
    if release is None:
        return None
    return CompletedCourse(
        title=title,
        url=celebration_url(slug_of(enrolment.course) or release.slug),
        has_certificate=release.has_certificate,
        certificate=certificate_of(enrolment.pk),
    )


def celebration_url(slug: str) -> str:
    """The screen on which a course is celebrated. slug: by which a learner's own addresses call it."""
    return reverse("classroom:course_progress", args=[slug]) + "?completed=1"
