"""Staff give a message other words: what they may write, and how it arrives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from accounts.tests.factories import UserFactory
from notifications.actions import notify
from notifications.models import Message, MessageTemplate

from .kinds import NEWS, known_kinds  # noqa: F401

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def template(**fields: Any) -> MessageTemplate:
    values = {
        "code": NEWS.code,
        "channel": "email",
        "language": "en",
        "subject": "Well done",
        "text": "Hello",
    }
    return MessageTemplate(**values | fields)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"subject": "{{ nobody }}"}, "subject"),
        ({"text": "{{ name }} and {{ course }}"}, "text"),
        ({"html": "<p>{{ cours_title }}</p>"}, "html"),
        ({"text": "{% if name %}x{% endif %}"}, "text"),
        ({"text": "{{ name|safe }}"}, "text"),
        ({"text": "{{ name"}, "text"),
        ({"code": "tests.none"}, "code"),
    ],
)
def test_what_could_not_be_filled_in_is_refused(fields: dict[str, str], wrong: str) -> None:
    with pytest.raises(ValidationError) as refused:
        template(**fields).full_clean()
    assert set(refused.value.message_dict) == {wrong}


def test_known_placeholders_are_accepted() -> None:
    template(subject="{{name}}", text="{{ course_title }}: {{ url }}", html="<p>{{ name }}</p>").full_clean()


def test_a_message_arrives_in_the_words_of_staff() -> None:
    template(
        subject="Bravo, {{ name }}",
        text="“{{ course_title }}” is done.\n\n{{ url }}",
        html="<h2>Bravo</h2><p>{{ course_title }}: {{ url }}</p>",
    ).save()
    person = UserFactory(display_name="<b>Ada</b>")
    payload = {"course_title": "Tea & <i>cake</i>", "url": "http://testserver/x/?a=1&b=2"}
    notify(kind=NEWS.code, account=person, fact="1", payload=payload, at=NOON)
    (email,) = mail.outbox
    html = str(email.alternatives[0][0])
    assert email.subject == "Bravo, <b>Ada</b>"
    assert "“Tea & <i>cake</i>” is done." in email.body
    assert "Tea &amp; &lt;i&gt;cake&lt;/i&gt;" in html
    assert 'href="http://testserver/x/?a=1&amp;b=2"' in html
    assert '<h2 style="margin:' in html.replace("\n", "")  # inlined
    assert "@media (prefers-color-scheme: dark)" in html
    assert Message.objects.get(channel="in_app").subject == "You completed “Tea & <i>cake</i>”"


def test_inactive_and_other_languages_are_passed_over() -> None:
    template(is_active=False, subject="Inactive").save()
    template(language="fr", subject="Bravo").save()
    payload = {"course_title": "Tea", "url": "http://testserver/x/"}
    notify(kind=NEWS.code, account=UserFactory(), fact="1", payload=payload, at=NOON)
    notify(kind=NEWS.code, account=UserFactory(language="fr"), fact="1", payload=payload, at=NOON)
    assert [email.subject for email in mail.outbox] == ["You completed “Tea”", "Bravo"]


def test_nothing_is_read_from_this_machine_or_the_network() -> None:
    from notifications.channels.email import _INLINER

    html = '<link rel="stylesheet" href="file:///etc/passwd"><p class="x">x</p>'
    assert "root:" not in _INLINER.inline(html)


@pytest.mark.parametrize("channel", ["email", "in_app"])
def test_a_preview_shows_sample_data(channel: str) -> None:
    row = template(channel=channel, subject="Hello {{ name }}", text="{{ course_title }}")
    page = row.serve_preview(RequestFactory().get("/"), "").content.decode()
    assert "Hello Ada" in page or "Tea" in page
    assert "{{" not in page
