"""The bell and its page, message settings, and the end of emails by one click."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
from notifications.actions import notify
from notifications.models import Message, MessagePreference, MutedCategory
from notifications.unsubscribing import unsubscribe_url

from .kinds import NEWS, known_kinds  # noqa: F401

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def tell(person: User, number: int = 1, url: str = "") -> None:
    payload = {"course_title": f"Tea {number}", "url": url}
    notify(kind=NEWS.code, account=person, fact=f"news:{number}", payload=payload, at=NOON)


def test_the_bell_counts_what_is_new_until_it_is_read(settings: Any) -> None:
    person, other = UserFactory(), UserFactory()
    client = signed_in(person)
    for number in (1, 2, 3):
        tell(person, number, url=f"{settings.SITE_URL}/courses/")
    tell(other)
    count = reverse("notifications:unread")
    assert client.get(count).json() == {"unread": 3}
    first = Message.objects.filter(person=person, channel="in_app").first()
    response = client.post(reverse("notifications:open", args=[first.public_id]))
    assert (response.status_code, response.url) == (302, "/courses/")
    assert client.get(count).json() == {"unread": 2}
    client.post(reverse("notifications:read_all"))
    assert client.get(count).json() == {"unread": 0}
    assert Message.objects.filter(person=other, read_at=None, channel="in_app").count() == 1
    assert Client().get(count).status_code == 401


def test_a_notification_never_leads_off_the_site() -> None:
    person = UserFactory()
    tell(person, url="https://elsewhere.test/x")
    message = Message.objects.get(channel="in_app")
    response = signed_in(person).post(reverse("notifications:open", args=[message.public_id]))
    assert response.url == reverse("notifications:list")
    stranger = signed_in(UserFactory()).post(reverse("notifications:open", args=[message.public_id]))
    assert stranger.status_code == 404


def test_the_page_asks_as_much_for_many_as_for_few(django_assert_num_queries: Any) -> None:
    person = UserFactory()
    client, address = signed_in(person), reverse("notifications:list")
    tell(person, 1)
    assert "Tea 1" in client.get(address).content.decode()
    with django_assert_num_queries(5) as few:
        client.get(address)
    for number in range(2, 12):
        tell(person, number)
    with django_assert_num_queries(len(few.captured_queries)):
        assert "Tea 11" in client.get(address).content.decode()
    with django_assert_num_queries(3):  # session, person, count
        client.get(reverse("notifications:unread"))


def test_settings_are_saved_and_mistakes_change_nothing() -> None:
    person = UserFactory()
    client, address = signed_in(person), reverse("notifications:preferences")
    assert client.get(address).status_code == 200
    data = {"digest": "daily", "quiet_from": "22:00", "quiet_until": "07:00", "reminders:in_app": "on"}
    assert client.post(address, data).status_code == 302
    saved = MessagePreference.objects.get(person=person)
    assert (saved.digest, saved.quiet_from, saved.quiet_until) == ("daily", time(22), time(7))
    muted = set(MutedCategory.objects.values_list("category", "channel"))
    assert ("reminders", "email") in muted and ("reminders", "in_app") not in muted
    assert not any(category in ("orders", "essential") for category, _channel in muted)
    for wrong in ({"quiet_until": ""}, {"quiet_until": "22:00"}, {"digest": "hourly"}):
        assert client.post(address, data | wrong).status_code == 422
    assert MessagePreference.objects.get(person=person).digest == "daily"


def test_a_get_unsubscribes_nobody_and_one_click_does(settings: Any) -> None:
    person = UserFactory()
    path = unsubscribe_url(person, "reminders").removeprefix(settings.SITE_URL)
    client = Client(enforce_csrf_checks=True)
    for method in (client.get, client.head):
        assert method(path).status_code == 200
    assert not MutedCategory.objects.exists()
    answer = client.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert client.post(path).status_code == 200
    assert list(MutedCategory.objects.values_list("person", "category", "channel")) == [
        (person.pk, "reminders", "email")
    ]
    tell(person)
    assert mail.outbox == []


def test_one_link_of_a_digest_ends_all_that_can_end(settings: Any) -> None:
    person = UserFactory()
    Client().post(unsubscribe_url(person, "all").removeprefix(settings.SITE_URL))
    muted = set(MutedCategory.objects.values_list("category", flat=True))
    assert {"reminders", "enrolments", "certificates"} <= muted
    assert not muted & {"orders", "essential"}


@pytest.mark.parametrize("category", ["essential", "orders", "none"])
def test_no_token_ends_what_everybody_has_to_know(category: str, settings: Any) -> None:
    path = unsubscribe_url(UserFactory(), category).removeprefix(settings.SITE_URL)
    assert Client().post(path).status_code == 404
    assert Client().post(reverse("notifications:unsubscribe", args=["forged:token"])).status_code == 404
    assert not MutedCategory.objects.exists()
