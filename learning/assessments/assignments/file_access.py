"""Who may fetch a file that a learner handed in: they themselves, and whoever marks the course."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from common.verdict import Verdict
from learning.assessments.admin.shown_data import SUBMITTED_WORK
from learning.assessments.models import AttemptStatus, SubmissionFile
from learning.assessments.permissions import rights_on_course
from library.files import LibraryFile


def find(public_id: UUID) -> LibraryFile | None:
    """The file of a submission with this id, for the library's delivery. One query."""
    file = SubmissionFile.objects.filter(public_id=public_id).select_related("submission__enrolment").first()
    if file is None:
        return None
    person_id = file.submission.enrolment.person_id
    return LibraryFile(
        "submission",
        public_id,
        file.submission,
        file.file,
        may_have,
        person_id=person_id,
        shows=SUBMITTED_WORK,
    )


def may_have(asker: Any, _moment: datetime, file: LibraryFile) -> Verdict:
    """May they have it? A draft is its learner's alone. asker: a person, or lent eyes, which get nothing."""
    submission = file.item
    if isinstance(asker, User) and asker.is_active:
        if submission.enrolment.person_id == asker.pk:
            return Verdict.yes("own")
        if submission.status != AttemptStatus.IN_PROGRESS and "mark" in rights_on_course(
            asker, submission.enrolment.course_id
        ):
            return Verdict.yes("marks")
    return Verdict.no("private", _("You don't have access to this file."))
