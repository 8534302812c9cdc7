"""Certificates to test with."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from learning.certificates import actions
from learning.certificates.models import Certificate
from learning.testing import courses
from learning.testing.progress import Learner, lessons_of


def graduate(*, person: User | None = None, **course: Any) -> Learner:
    """Somebody who has completed a course of one lesson; nothing that follows from it has happened yet.

    person: a new one, unless given.
    """
    learner = Learner(courses.make_course(lessons=1, **course), person)
    learner.complete(lessons_of(learner.course)[0])
    return learner


def make_certificate(*, person: User | None = None, **course: Any) -> Certificate:
    learner = graduate(person=person, **course)
    certificate = actions.issue_certificate(enrolment_id=learner.enrolment.pk, at=learner.viewer.moment)
    assert certificate is not None
    return certificate
