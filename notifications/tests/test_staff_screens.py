"""Staff see what was sent and what became of it, send again, cancel, and give messages other words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import ADMINISTRATOR, SUPPORT
from accounts.tests.factories import UserFactory
from notifications.actions import notify, save_preference
from notifications.models import Message, MessageTemplate
from notifications.timing import Digest

from .kinds import NEWS, known_kinds  # noqa: F401

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TEMPLATES = "wagtailsnippets_notifications_messagetemplate"


def staff(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    return client


def sent(digest: Digest = Digest.IMMEDIATE) -> Message:
    """An email to somebody, which waits if they want digests."""
    person = UserFactory(first_name="Mary", last_name="Somerville")
    save_preference(person=person, digest=digest, quiet=None, wanted=[("reminders", "email")], at=NOON)
    payload = {"course_title": "Tea", "url": "http://testserver/x/"}
    notify(kind=NEWS.code, account=person, fact="news:1", payload=payload, at=NOON)
    return Message.objects.get(channel="email")


def test_support_finds_a_message_and_what_became_of_it() -> None:
    message, client = sent(), staff(SUPPORT)
    page = client.get(reverse("academy_messages_modeladmin_index"), {"q": "somerville"}).content.decode()
    assert "You completed “Tea”" in page and "Send again" in page
    other = client.get(reverse("academy_messages_modeladmin_index"), {"status__exact": "failed"})
    assert "You completed “Tea”" not in other.content.decode()
    inspected = client.get(reverse("academy_messages_modeladmin_inspect", args=[message.pk]))
    assert "Delivery log" in inspected.content.decode() and "Mary Somerville" in inspected.content.decode()


def test_the_list_asks_as_much_for_many_as_for_few() -> None:
    client, address = staff(SUPPORT), reverse("academy_messages_modeladmin_index")
    message = sent()
    client.get(address)
    few = _queries_of(client, address)
    for number in range(2, 9):
        payload = {"course_title": f"Tea {number}", "url": ""}
        person = UserFactory() if number % 2 else message.person
        notify(kind=NEWS.code, account=person, fact=f"news:{number}", payload=payload, at=NOON)
    assert _queries_of(client, address) == few


def _queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_message_is_sent_again_and_one_that_waits_is_cancelled() -> None:
    message, client = sent(), staff(SUPPORT)
    address = reverse("notifications_admin:resend", args=[message.public_id])
    assert message.person.email in client.get(address).content.decode()
    assert len(mail.outbox) == 1
    assert client.post(address).status_code == 302
    assert len(mail.outbox) == 2
    cancel = reverse("notifications_admin:cancel", args=[message.public_id])
    assert client.post(cancel).status_code == 422
    message.refresh_from_db()
    assert message.status == "sent"


def test_a_cancelled_message_is_not_sent() -> None:
    message, client = sent(Digest.WEEKLY), staff(SUPPORT)
    assert client.post(reverse("notifications_admin:resend", args=[message.public_id])).status_code == 422
    assert client.post(reverse("notifications_admin:cancel", args=[message.public_id])).status_code == 302
    message.refresh_from_db()
    assert (message.status, mail.outbox) == ("cancelled", [])


def test_templates_are_checked_when_saved() -> None:
    client, address = staff(ADMINISTRATOR), reverse(f"{TEMPLATES}:add")
    data = {"code": NEWS.code, "channel": "email", "language": "en", "subject": "{{ nme }}", "text": "x"}
    data |= {"html": "null", "is_active": "on"}
    refused = client.post(address, data)
    assert "Unknown placeholder: nme" in refused.content.decode()
    assert not MessageTemplate.objects.exists()
    assert client.post(address, data | {"subject": "{{ name }}"}).status_code == 302
    assert MessageTemplate.objects.get().subject == "{{ name }}"


def test_a_test_goes_to_whoever_edits_the_template() -> None:
    client = staff(ADMINISTRATOR)
    row = MessageTemplate.objects.create(
        code=NEWS.code, channel="email", language="en", subject="Hi {{ name }}", text="{{ course_title }}"
    )
    address = reverse("notifications_admin:test", args=[row.pk])
    assert client.get(address).status_code == 200 and mail.outbox == []
    client.post(address)
    (email,) = mail.outbox
    assert (email.subject, "Tea" in email.body) == ("Test: Hi Ada", True)
    assert not Message.objects.exists()
    MessageTemplate.objects.update(channel="in_app")
    assert client.post(address).status_code in (302, 403)
    assert len(mail.outbox) == 1
    assert staff(SUPPORT).post(address).status_code in (302, 403)
