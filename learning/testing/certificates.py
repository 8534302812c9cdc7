"""Certificates to test with."""

from __future__ import annotations

from typing import Any

from learning.certificates import actions
from learning.certificates.models import Certificate
from learning.testing import courses
from learning.testing.progress import Learner, lessons_of


def graduate(**course: Any) -> Learner:
    """Somebody who has completed a course of one lesson; nothing that follows from it has happened yet."""
    learner = Learner(courses.make_course(lessons=1, **course))
    learner.complete(lessons_of(learner.course)[0])
    return learner


def make_certificate(**course: Any) -> Certificate:
    learner = graduate(**course)
    certificate = actions.issue_certificate(enrolment_id=learner.enrolment.pk, at=learner.viewer.moment)
    assert certificate is not None
    return certificate
