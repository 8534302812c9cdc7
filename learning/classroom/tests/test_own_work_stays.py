"""What a learner submitted, and the feedback on it, stays theirs to read after their access has ended."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import CourseAccess
from learning.testing.access import DAY, page_of
from learning.testing.assignments import AssignmentTaker
from learning.testing.clients import signed_in

pytestmark = pytest.mark.django_db


def end(grant: CourseAccess) -> None:
    now = timezone.now()
    actions.extend_course_access(grant=grant, ends_at=max(now, grant.starts_at + DAY / 24), at=now)


def revoke(grant: CourseAccess) -> None:
    actions.revoke_course_access(grant=grant, by=UserFactory(), at=timezone.now(), reason="Shared the key")


def lock(grant: CourseAccess) -> None:
    actions.lock_course_access(grant=grant, by=UserFactory(), at=timezone.now())


@pytest.mark.parametrize("on_course", [False, True])
@pytest.mark.parametrize("closes", [end, revoke, lock])
def test_after_access_ends(on_course: bool, closes: Any) -> None:
    learner = AssignmentTaker(on_course=on_course)
    learner.hand_in("What I found out by the river.")
    closes(learner.person.grants.get())
    url = f"{page_of(learner.course).url}{learner.place.path}"
    shown = signed_in(learner.person).get(url)
    page = shown.content.decode()
    assert shown.status_code == 200 and "What I found out by the river." in page
    assert 'name="hand_in"' not in page and "Your access" in page
    posted = signed_in(learner.person).post(url, {"text": "More", "hand_in": "1"})
    assert posted.status_code in (302, 403)
    assert learner.enrolment.submissions.count() == 1


def test_a_file_of_theirs_stays_theirs_too(client: Client) -> None:
    learner = AssignmentTaker(takes_files=True)
    learner.attach("essay.pdf")
    submitted = learner.hand_in()
    end(learner.person.grants.get())
    file = submitted.files.get()
    assert signed_in(learner.person).get(file.file.url).status_code == 200


def test_who_wrote_nothing_is_shown_the_lock() -> None:
    learner = AssignmentTaker()
    end(learner.person.grants.get())
    url = f"{page_of(learner.course).url}{learner.place.path}"
    assert signed_in(learner.person).get(url).status_code == 403
