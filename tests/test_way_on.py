"""No refusal is the end of the way: each names a next step, or whom to write to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from accounts.actions import suspend
from accounts.messages import framed
from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from api.problems import Refusal
from common.contact import CONTACT, contact_address, way_on
from common.verdict import NextStep, Verdict
from home.models import Contact
from learning.access import actions
from learning.access.models import CourseAccess
from learning.access.policies import course_verdict
from learning.courses.models import Course
from learning.testing.access import DAY, GrantFactory, fresh, make_cohort, paid_course, viewer
from learning.testing.clients import signed_in, url_of
from learning.testing.courses import make_course, site_root

pytestmark = pytest.mark.django_db

HELP = "help@academy.example"


@pytest.fixture(autouse=True)
def contact() -> None:
    site_root()
    site = Site.objects.get(is_default_site=True)
    Contact.objects.update_or_create(site=site, defaults={"email": HELP})


@pytest.mark.parametrize(
    ("verdict", "leads_to"),
    [
        (Verdict.yes(), None),
        (Verdict.no("private", "No."), f"mailto:{HELP}"),
        (Verdict.no("no_grant", "No.", next_step=NextStep.none("Not on sale yet")), f"mailto:{HELP}"),
        (Verdict.no("no_grant", "No.", next_step=NextStep.post("Enrol", "/there/")), "/there/"),
        (Verdict.no("not_started", "No.", next_step=NextStep.date(timezone.now())), ""),
    ],
)
def test_what_can_be_done_about_a_verdict(verdict: Verdict, leads_to: str | None) -> None:
    step = way_on(verdict)
    assert (step.url if step else None) == leads_to


def test_without_a_setting_the_sender_of_emails_is_written_to(settings: Any) -> None:
    Contact.objects.all().delete()
    settings.DEFAULT_FROM_EMAIL = "Academy <office@academy.example>"
    assert contact_address() == "office@academy.example"


_CLOSED: dict[str, dict[str, Any]] = {
    "pending": {"status": CourseAccess.Status.PENDING},
    "locked": {"status": CourseAccess.Status.LOCKED},
    "revoked": {"status": CourseAccess.Status.REVOKED},
    "expired": {},
}


@pytest.mark.parametrize("code", list(_CLOSED))
def test_a_locked_lesson_says_whom_to_write_to(code: str) -> None:
    course, person, now = paid_course(), UserFactory(), timezone.now()
    fields = dict(_CLOSED[code])
    if code == "revoked":
        fields |= {"revoked_at": now - DAY}
    if code == "expired":
        fields |= {"ends_at": now - timedelta(hours=1)}
    GrantFactory(person=person, course=course, granted_at=now - 3 * DAY, starts_at=now - 3 * DAY, **fields)
    assert course_verdict(viewer(person, at=now), fresh(course)).code == code
    client = signed_in(person)
    there, dashboard = (client.get(url).content.decode() for url in (url_of(course), "/my-dashboard/"))
    if code == "expired":  # what is over is bought again
        assert "/checkout/add/?" in there and "Buy this course" in dashboard
    else:
        assert f"mailto:{HELP}" in there and f"mailto:{HELP}" in dashboard


def _archived(course: Course) -> Course:
    Course.objects.filter(pk=course.pk).update(status=Course.Status.ARCHIVED)
    return fresh(course)


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_course(enrolment_method="purchase"),
        lambda: make_course(enrolment_method="invite_only"),
        lambda: make_course(enrolment_method="cohort_only"),
        lambda: make_course(enrolment_method="subscription_only"),
        lambda: _archived(make_course()),
    ],
    ids=["not on sale", "invitation", "cohort", "subscription", "archived"],
)
def test_a_course_that_is_closed_to_a_learner_says_whom_to_write_to(make: Any) -> None:
    course = make()
    response = signed_in(UserFactory()).get(url_of(course))
    assert f"mailto:{HELP}" in response.content.decode()


def test_an_invitation_that_no_longer_works_says_whom_to_write_to() -> None:
    cohort, now = make_cohort(make_course()), timezone.now()
    invitation = actions.create_invitation(
        cohort=cohort, expires_at=now + DAY, by=UserFactory(roles=[ADMINISTRATOR]), at=now
    )
    actions.withdraw_invitation(invitation=invitation, at=now)
    html = signed_in(UserFactory()).get(f"/invite/{invitation.token}/").content.decode()
    assert f"mailto:{HELP}" in html


def test_a_refused_page_and_a_refused_call_say_whom_to_write_to(rf: Any) -> None:
    person = UserFactory()
    course = make_course(enrolment_method="purchase")
    html = signed_in(person).get("/admin/academy/learners/00000000-0000-0000-0000-000000000000/")
    assert html.status_code in (302, 403)
    refusal = Refusal.of(course_verdict(viewer(person, at=timezone.now()), fresh(course)))
    assert refusal.next_step is not None
    assert refusal.next_step.place == CONTACT


def test_a_suspended_person_is_told_whom_to_write_to(client: Client) -> None:
    person, admin = UserFactory(password="learn-something-today"), UserFactory(roles=[ADMINISTRATOR])
    suspend(person=person, reason="Payment dispute", actor=admin, at=timezone.now())
    response = client.post(
        "/account/login/", {"login": person.email, "password": "learn-something-today"}, follow=True
    )
    assert f"mailto:{HELP}" in response.content.decode()


def test_answers_to_emails_reach_the_contact_address() -> None:
    context = {"person": UserFactory(), "course_title": "Tea", "url": "https://example.org/"}
    framed(template_prefix="emails/access/course_is_there", to="a@example.org", context=context).send()
    assert mail.outbox[-1].reply_to == [HELP]


def test_the_page_of_a_course_that_is_open_asks_nobody_to_write() -> None:
    course = make_course()
    assert f"mailto:{HELP}" not in signed_in(UserFactory()).get(url_of(course)).content.decode()
