"""One's own certificates on one page, with what they are worth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.certificates import actions
from learning.certificates.models import Certificate
from learning.classroom.certificates import own_screen
from learning.testing import courses
from learning.testing.access import NOON, enrolled, page_of
from learning.testing.assessments import make_exam, make_question
from learning.testing.certificates import make_certificate
from learning.testing.clients import queries, signed_in

pytestmark = pytest.mark.django_db
OWN = "/my-certifications/"


def test_trophies_say_what_is_earned_and_what_comes_next() -> None:
    person = UserFactory()
    make_certificate(person=person)
    revoked = make_certificate(person=person)
    actions.revoke_certificate(certificate=revoked, by=UserFactory(), at=NOON, reason="Copied.")
    shown = signed_in(person).get(OWN).content.decode()
    assert shown.count("trophy--earned") == 1 and "1 of 2 for Silver" in shown
    assert f"/certificates/{revoked.code}/" in shown and f"{revoked.code}.pdf" not in shown


def test_without_certificates_the_trophies_are_shown_as_ahead() -> None:
    shown = signed_in(UserFactory()).get(OWN).content.decode()
    assert "No certificates yet" in shown and "0 of 1 for Bronze" in shown
    assert "trophy--earned" not in shown


def test_the_list_is_paged_and_asks_the_same_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_screen, "CERTIFICATES_A_PAGE", 2)
    person = UserFactory()
    oldest = make_certificate(person=person)
    client = signed_in(person)
    few = queries(client, OWN)
    for _number in range(3):
        make_certificate(person=person)
    assert queries(client, OWN) == few
    first, second = (client.get(f"{OWN}?page={page}").content.decode() for page in (1, 2))
    assert oldest.code not in first and oldest.code in second
    assert 'rel="next"' in first


def test_what_expired_says_so() -> None:
    person = UserFactory()
    certificate = make_certificate(person=person)
    shown = signed_in(person).get(OWN).content.decode()
    assert "Valid until" not in shown and "Expired" not in shown
    Certificate.objects.filter(pk=certificate.pk).update(expires_at=timezone.now() - timedelta(days=1))
    shown = signed_in(person).get(OWN).content.decode()
    assert "Valid until" in shown and "Expired" in shown and ">Valid<" not in shown


def test_the_owner_shares_by_link_and_on_linkedin_and_no_stranger_is_asked_to() -> None:
    person = UserFactory()
    certificate = make_certificate(person=person)
    check, field = (
        f"/certificates/{certificate.code}/",
        f'value="http://testserver/certificates/{certificate.code}/"',
    )
    for address in (OWN, check):
        shown = signed_in(person).get(address).content.decode()
        assert field in shown and "https://www.linkedin.com/profile/add?startTask=" in shown, address
    for client in (Client(), signed_in(UserFactory()), signed_in(UserFactory(roles=["Support"]))):
        assert "linkedin.com/profile" not in client.get(check).content.decode()
    actions.revoke_certificate(certificate=certificate, by=UserFactory(), at=NOON, reason="Copied.")
    for address in (OWN, check):
        assert "linkedin.com/profile" not in signed_in(person).get(address).content.decode()


def test_courses_on_the_way_say_what_is_missing_here_and_on_their_own_page() -> None:
    person = UserFactory()
    course = courses.make_course(title="Slow reading", lessons=2)
    make_exam(course, make_question())
    enrolled(course, person=person)
    enrolled(courses.make_course(title="Without paper", has_certificate=False), person=person)
    client = signed_in(person)
    own = client.get(OWN).content.decode()
    assert "Next certificates" in own and "Without paper" not in own
    for shown in (own, client.get(f"/my-dashboard/course/{page_of(course).slug}/").content.decode()):
        assert "Complete 2 more lessons." in shown and "Pass the exam." in shown


def test_many_courses_on_the_way_are_cut_short_and_ask_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_screen, "COMING_SHOWN", 2)
    person = UserFactory()
    client = signed_in(person)
    _take_one_with_an_exam(person)
    few = queries(client, OWN)
    for _number in range(3):
        _take_one_with_an_exam(person)
    assert queries(client, OWN) == few
    assert "See 2 more courses in My learning" in client.get(OWN).content.decode()


def _take_one_with_an_exam(person: User) -> None:
    course = courses.make_course(lessons=1)
    make_exam(course, make_question())
    enrolled(course, person=person)
