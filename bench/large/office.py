"""What the work of staff leaves behind by the hundred thousand: emails, the security log, answers to forms,
waiting lists, invitations, extra time, moves between releases and support cases."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from wagtail.contrib.forms.models import FormSubmission

from accounts.models import SecurityLogEntry
from common.models import OutgoingEmail
from home.models import LandingPage, PageFormField
from learning.access.models import CohortInvitation, Enrolment, ReleaseMove, WaitlistEntry
from learning.assessments.models import Accommodation
from learning.courses.models import Course
from learning.support.models import SupportCase
from learning.testing import courses

from .copying import copy

if TYPE_CHECKING:
    from .crowd import Stage

DAY = timedelta(days=1)
#: Of how many emails one waits, and one has failed.
WAITS, FAILED = 50, 20


def fill(stage: Stage, course: Course, *, administrator: int) -> LandingPage:
    """Write all of them; gives the page whose form was answered."""
    _waiting(stage)
    _invitations(stage, administrator)
    copy(OutgoingEmail, _emails(stage), content={}, subject="Your course begins")
    copy(SecurityLogEntry, _log(stage, administrator), ip_address="192.0.2.7")
    copy(
        Accommodation,
        (
            {"public_id": uuid.uuid4(), "person_id": person, "given_at": stage.long_ago(person)}
            for person in stage.people[::20]
        ),
        course_id=course.pk,
        given_by_id=administrator,
        extra_attempts=1,
        reason="A certificate of dyslexia",
    )
    copy(
        ReleaseMove,
        (
            {"enrolment_id": enrolment, "moved_at": stage.long_ago(enrolment)}
            for enrolment in list(Enrolment.objects.filter(course=course).values_list("pk", flat=True))
        ),
        old_release_id=course.latest_release_id,
        new_release_id=course.latest_release_id,
        followed=False,
        follows=True,
        reason=ReleaseMove.Reason.STAFF.value,
        moved_by_id=administrator,
    )
    copy(SupportCase, _cases(stage, administrator), note="Where is my lesson?")
    return _answers_to_a_form(stage)


def _waiting(stage: Stage) -> None:
    copy(
        WaitlistEntry,
        ({"person_id": person, "asked_at": stage.long_ago(person)} for person in stage.people[::10]),
        cohort_id=stage.cohorts[0],
    )


def _invitations(stage: Stage, administrator: int) -> None:
    """Half of them made by somebody, half offers of seats to those who wait."""
    copy(
        CohortInvitation,
        (
            {
                "token": uuid.uuid4().hex,
                "expires_at": stage.since + DAY * 90,
                "created_at": stage.long_ago(person),
                "created_by_id": administrator if number % 2 else None,
            }
            for number, person in enumerate(stage.people[::10])
        ),
        cohort_id=stage.cohorts[0],
        most_uses=5,
    )


def _emails(stage: Stage) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(stage.faces()):
        at = stage.long_ago(number)
        waits, failed = number % WAITS == 0, number % FAILED == 1
        yield {
            "to": row["email"],
            "written_at": at,
            "next_attempt_at": at,
            "give_up_at": at + DAY,
            "sent_at": None if waits or failed else at,
            "given_up_at": at + DAY if failed else None,
            "last_error": "550 no such mailbox" if failed else "",
        }


def _log(stage: Stage, administrator: int) -> Iterator[dict[str, Any]]:
    """Of each person one failed sign-in or one look at their record; now and then an unknown address."""
    kinds = SecurityLogEntry.Kind
    for number, (person, row) in enumerate(zip(stage.people, stage.faces(), strict=True)):
        failed = number % 2 == 0
        yield {
            "happened_at": stage.long_ago(number),
            "kind": kinds.FAILED_SIGN_IN.value if failed else kinds.VIEWED.value,
            "what": "password" if failed else "support:learner",
            "actor_id": None if failed else administrator,
            "person_id": None if number % 10 == 0 else person,
            "email": row["email"] if failed else "",
        }


def _cases(stage: Stage, administrator: int) -> Iterator[dict[str, Any]]:
    for number, person in enumerate(stage.people[::10]):
        at, is_closed = stage.long_ago(person), number % 4 > 0
        yield {
            "public_id": uuid.uuid4(),
            "person_id": person,
            "course_id": stage.courses[0],
            "opened_by_id": administrator,
            "opened_at": at,
            "handed_to_id": administrator,
            "closed_by_id": administrator if is_closed else None,
            "closed_at": at + DAY if is_closed else None,
            "solution": "It opens on Monday." if is_closed else "",
        }


def _answers_to_a_form(stage: Stage) -> LandingPage:
    page = courses.site_root().add_child(instance=LandingPage(title="Ask us", slug="ask-us"))
    PageFormField.objects.create(page=page, label="Name", clean_name="name", field_type="singleline")
    copy(
        FormSubmission,
        (
            {"form_data": {"name": f"Person {person}"}, "submit_time": stage.long_ago(person)}
            for person in islice(stage.people, len(stage.people) // 4)
        ),
        page_id=page.pk,
    )
    return page
