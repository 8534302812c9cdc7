"""The comment of an approval or a refusal arrives, with a link to what was submitted."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from learning.courses import actions
from learning.courses.events import CandidateDecided
from learning.courses.handlers import tell_decision
from learning.courses.models import Candidate, CoursePage
from learning.testing.courses import add_lesson, make_course_page, make_instructor, make_reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_instructor()


@pytest.fixture
def reviewer():
    person = make_reviewer(first_name="Rita", last_name="Reed")
    person.groups.add(Group.objects.get_or_create(name="Reviewer")[0])
    return person


@pytest.fixture
def page(author) -> CoursePage:
    page = make_course_page(owner=author, title="Knots")
    add_lesson(page, title="One")
    return CoursePage.objects.get(pk=page.pk)


@pytest.fixture
def decide(page, author, reviewer, mailoutbox, django_capture_on_commit_callbacks):
    """Submit the course and decide on it; gives the candidate, and what was mailed about the decision."""

    def decide(decision: str, comment: str = ""):
        candidate = actions.submit_course(page=page, actor=author)
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            candidate = actions.decide_on_candidate(
                candidate=candidate, decision=decision, actor=reviewer, comment=comment
            )
        return candidate, list(mailoutbox)

    return decide


@pytest.mark.parametrize(
    ("decision", "subject"),
    [("approve", "“Knots” is published"), ("reject", "Changes requested for “Knots”")],
)
def test_the_author_is_told_once_with_the_comment_and_the_link(decide, author, decision, subject):
    candidate, (mail,) = decide(decision, "Mind the second knot.")
    assert (mail.to, mail.subject) == ([author.email], subject)
    assert "Mind the second knot." in mail.body
    assert "Rita Reed wrote:" in mail.body
    assert settings.SITE_URL + reverse("courses_admin:candidate", args=[candidate.public_id]) in mail.body


def test_the_same_fact_again_tells_nobody(decide, mailoutbox):
    candidate, _mails = decide("approve")
    tell_decision(CandidateDecided(candidate_id=candidate.pk))
    assert len(mailoutbox) == 1


def test_scheduled_and_then_published(decide, page, mailoutbox, django_capture_on_commit_callbacks):
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision()
    _candidate, (mail,) = decide("approve")
    assert mail.subject == "“Knots” is approved"
    with (
        time_machine.travel(timezone.now() + timedelta(days=2)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        actions.publish_due_candidates(at=timezone.now())
    assert mailoutbox[-1].subject == "“Knots” is published"


def test_one_that_could_not_be_published_in_the_end(
    decide, page, mailoutbox, django_capture_on_commit_callbacks
):
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision()
    decide("approve")
    CoursePage.objects.get(pk=page.pk).delete()
    with (
        time_machine.travel(timezone.now() + timedelta(days=2)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        actions.publish_due_candidates(at=timezone.now())
    assert mailoutbox[-1].subject == "“Knots” couldn't be published"
    assert "was deleted" in mailoutbox[-1].body


def test_who_decides_themselves_is_not_told(page, reviewer, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_course(page=page, actor=reviewer, at=timezone.now())
    assert mailoutbox == []
    assert Candidate.objects.get().status == "approved"
