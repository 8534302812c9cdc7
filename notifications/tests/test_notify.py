"""Each person is told of a fact once by each channel, whatever fails, and as they want it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from accounts.models import User
from accounts.tests.factories import UserFactory
from common.append_only import ChangeRefused
from common.mail import outbox
from common.models import OutgoingEmail
from notifications import actions, delivery
from notifications.kinds import ChannelCode, MessageCategory, UnknownKind, registered
from notifications.models import DeliveryLog, Message, MessageTemplate, MutedCategory
from notifications.timing import Digest, QuietHours

from .kinds import LAW, NEWS, known_kinds  # noqa: F401

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
EMAIL, IN_APP = ChannelCode.EMAIL, ChannelCode.IN_APP


def tell(
    person: User, kind: str = NEWS.code, fact: str = "news:1", at: datetime = NOON, title: str = "Tea"
) -> Any:
    payload = {"course_title": title, "url": "http://testserver/courses/tea/"}
    return actions.notify(kind=kind, account=person, fact=fact, payload=payload, at=at)


def states(person: User) -> dict[str, str]:
    return dict(Message.objects.filter(person=person).values_list("channel", "status"))


def prefer(
    person: User, *, digest: Digest = Digest.IMMEDIATE, quiet: QuietHours | None = None, off: Any = ()
) -> None:
    wanted = [
        (category, channel) for category in MessageCategory for channel in ChannelCode if channel not in off
    ]
    actions.save_preference(person=person, digest=digest, quiet=quiet, wanted=wanted, at=NOON)


def test_a_person_is_told_once_by_each_channel() -> None:
    person = UserFactory()
    assert len(tell(person)) == 2
    assert tell(person) == []
    assert states(person) == {"email": "sent", "in_app": "sent"}
    (email,) = mail.outbox
    assert (email.to, email.subject) == ([person.email], "You completed “Tea”")
    shown = Message.objects.get(channel=IN_APP)
    assert (shown.subject, shown.url) == ("You completed “Tea”", "http://testserver/courses/tea/")
    assert len(tell(person, fact="news:2")) == 2
    assert len(mail.outbox) == 2


def test_a_process_that_dies_half_way_loses_nothing_and_doubles_nothing(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed once the email is written, before the commit: told again, it is one message and one email."""

    class Killed(BaseException):
        pass

    def dies(*_args: Any, **_kwargs: Any) -> None:
        assert OutgoingEmail.objects.count() == 1
        raise Killed

    settings.EMAIL_BACKEND = "common.mail.outbox.OutboxBackend"
    person = UserFactory()
    with monkeypatch.context() as broken:
        broken.setattr(delivery, "_keep", dies)
        with pytest.raises(Killed):
            tell(person)
    assert not Message.objects.exists() and not OutgoingEmail.objects.exists()
    tell(person)
    tell(person)
    assert (Message.objects.count(), OutgoingEmail.objects.count()) == (2, 1)


def test_whoever_plays_the_past_tells_nobody() -> None:
    person = UserFactory()
    with actions.telling_nobody():
        assert tell(person) == []
    assert not Message.objects.exists() and mail.outbox == []
    assert len(tell(person)) == 2


def test_two_who_tell_at_once_tell_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second finds that the unique key has let the first one in."""
    person = UserFactory()
    tell(person)
    mail.outbox.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notifications_message")
        before = cursor.fetchone()
    tell(person)
    assert before == (2,) and Message.objects.count() == 2 and mail.outbox == []


def test_a_payload_has_the_keys_of_its_kind() -> None:
    person = UserFactory()
    with pytest.raises(ValueError, match="expects"):
        actions.notify(kind=NEWS.code, account=person, fact="x", payload={"course_title": "Tea"}, at=NOON)
    with pytest.raises(UnknownKind):
        actions.notify(kind="tests.none", account=person, fact="x", payload={}, at=NOON)
    assert not Message.objects.exists()


def test_optional_emails_end_by_one_click_and_others_do_not() -> None:
    person = UserFactory()
    tell(person)
    tell(person, kind=LAW.code)
    news, law = mail.outbox
    assert news.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert news.extra_headers["List-Unsubscribe"].startswith("<http")
    assert "/unsubscribe/" in news.body and "/unsubscribe/" in str(news.alternatives[0][0])
    assert "List-Unsubscribe" not in law.extra_headers
    assert "/unsubscribe/" not in law.body + str(law.alternatives[0][0])


def test_what_is_switched_off_is_skipped_and_what_is_essential_is_sent() -> None:
    person = UserFactory()
    prefer(person, off=(EMAIL,))
    tell(person)
    assert states(person) == {"email": "skipped", "in_app": "sent"}
    assert Message.objects.get(channel=EMAIL).log.get().what == DeliveryLog.What.SKIPPED
    tell(person, kind=LAW.code)
    assert len(mail.outbox) == 1


def test_an_email_waits_for_the_end_of_quiet_hours() -> None:
    person = UserFactory(time_zone="Europe/Paris")
    prefer(person, quiet=QuietHours(time(13), time(15)))
    tell(person)
    tell(person, kind=LAW.code)
    assert len(mail.outbox) == 1  # 14:00 in Paris; what is essential doesn't wait
    waiting = Message.objects.get(status="pending")
    assert waiting.send_at == datetime(2026, 5, 4, 13, tzinfo=UTC)
    assert delivery.deliver_due(at=NOON + timedelta(minutes=59)) == 0
    assert delivery.deliver_due(at=NOON + timedelta(hours=1)) == 1
    assert delivery.deliver_due(at=NOON + timedelta(hours=1)) == 0
    assert len(mail.outbox) == 2


def test_a_digest_is_one_email_of_all_that_came() -> None:
    person = UserFactory(time_zone="Europe/Paris")
    prefer(person, digest=Digest.DAILY)
    tell(person, fact="news:1", title="Tea")
    tell(person, fact="news:2", title="Ink")
    assert mail.outbox == []
    morning = datetime(2026, 5, 5, 6, tzinfo=UTC)
    delivery.deliver_due(at=morning)
    delivery.deliver_due(at=morning)
    (email,) = mail.outbox
    assert email.subject == "2 new messages"
    assert "You completed “Tea”" in email.body and "You completed “Ink”" in email.body
    assert "List-Unsubscribe" in email.extra_headers
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}


def test_what_waits_follows_another_choice_and_a_last_minute_no() -> None:
    person = UserFactory()
    prefer(person, digest=Digest.WEEKLY)
    tell(person, fact="news:1")
    prefer(person)
    delivery.deliver_due(at=NOON)
    assert len(mail.outbox) == 1
    prefer(person, digest=Digest.WEEKLY)
    tell(person, fact="news:2")
    actions.unsubscribe(person=person, categories=[MessageCategory.REMINDERS], at=NOON)
    actions.unsubscribe(person=person, categories=[MessageCategory.REMINDERS], at=NOON)
    delivery.deliver_due(at=NOON + timedelta(days=8))
    assert len(mail.outbox) == 1
    assert Message.objects.get(fact="news:2", channel=EMAIL).status == "skipped"
    assert MutedCategory.objects.filter(person=person).count() == 1


def test_a_wording_that_fails_is_tried_again_and_given_up_in_the_end() -> None:
    person = UserFactory()
    MessageTemplate.objects.create(
        code=NEWS.code, channel=EMAIL, language="en", subject="{{ gone }}", text="x"
    )
    tell(person)
    message = Message.objects.get(channel=EMAIL)
    assert (message.status, message.attempts, message.problem) == ("pending", 1, "KeyError: 'gone'")
    assert mail.outbox == []
    at = NOON
    for _try in range(20):
        at += timedelta(hours=7)
        delivery.deliver_due(at=at)
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("failed", delivery.MOST_ATTEMPTS)
    assert [entry.what for entry in message.log.order_by("pk")] == ["postponed"] * 5 + ["failed"]
    MessageTemplate.objects.all().delete()
    actions.resend(message=message, by=person, at=at)
    message.refresh_from_db()
    assert (message.status, len(mail.outbox)) == ("sent", 1)


def test_one_bad_wording_does_not_hold_back_a_digest() -> None:
    person = UserFactory()
    prefer(person, digest=Digest.DAILY)
    tell(person, fact="news:1")
    broken = Message.objects.get(fact="news:1", channel=EMAIL)
    Message.objects.filter(pk=broken.pk).update(kind="tests.gone")
    tell(person, fact="news:2")
    at = NOON
    for _try in range(4):
        at += timedelta(days=1)
        delivery.deliver_due(at=at)
    assert len(mail.outbox) <= 1
    assert Message.objects.get(fact="news:2", channel=EMAIL).status == "sent"


def test_with_the_outbox_a_message_is_handed_over_until_the_server_answers(settings: Any) -> None:
    settings.EMAIL_BACKEND = "common.mail.outbox.OutboxBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    person = UserFactory()
    tell(person)
    message = Message.objects.get(channel=EMAIL)
    email = OutgoingEmail.objects.get(reference=message.handover)
    if email.sent_at is None:  # sent at once where tasks are done at once
        assert message.status == "handed_over"
        assert delivery.note_answers(at=NOON) == 0
        outbox.send_due(clock=lambda: NOON + timedelta(days=400))
    assert delivery.note_answers(at=NOON) == 1
    message.refresh_from_db()
    assert message.status == "sent"
    assert [entry.what for entry in message.log.order_by("pk")] == ["handed_over", "sent"]
    assert delivery.note_answers(at=NOON) == 0
    assert len(mail.outbox) == 1


def test_an_email_that_the_server_refuses_fails_and_counts_as_sent_once_retried(settings: Any) -> None:
    settings.EMAIL_BACKEND = "common.mail.outbox.OutboxBackend"
    person = UserFactory()
    tell(person)
    message = Message.objects.get(channel=EMAIL)
    email = OutgoingEmail.objects.get(reference=message.handover)
    given_up = OutgoingEmail.objects.filter(pk=email.pk)
    given_up.update(given_up_at=NOON, sent_at=None, last_error="550 no such user")
    assert delivery.note_answers(at=NOON) == 1
    message.refresh_from_db()
    assert (message.status, message.problem) == ("failed", "550 no such user")
    assert delivery.note_answers(at=NOON) == 0
    given_up.update(given_up_at=None, sent_at=NOON)
    assert delivery.note_answers(at=NOON) == 1
    message.refresh_from_db()
    assert (message.status, message.problem) == ("sent", "")


def test_waiting_messages_are_cancelled_and_others_are_not() -> None:
    person, staff = UserFactory(), UserFactory()
    prefer(person, digest=Digest.WEEKLY)
    tell(person)
    message = Message.objects.get(channel=EMAIL)
    actions.cancel(message=message, by=staff, at=NOON)
    assert message.log.get().by == staff
    with pytest.raises(actions.MessageNotHere):
        actions.cancel(message=message, by=staff, at=NOON)
    delivery.deliver_due(at=NOON + timedelta(days=8))
    assert mail.outbox == []
    actions.resend(message=message, by=staff, at=NOON)
    assert len(mail.outbox) == 1
    with pytest.raises(actions.MessageNotHere):
        actions.resend(message=Message.objects.get(channel=IN_APP), by=staff, at=NOON)


def test_old_messages_are_forgotten_with_their_log() -> None:
    person = UserFactory()
    tell(person)
    tell(person, fact="news:2", at=NOON + timedelta(days=1))
    with pytest.raises(ChangeRefused):
        DeliveryLog.objects.all().delete()
    assert delivery.forget(at=NOON + timedelta(days=365, hours=1)) == 2
    assert set(Message.objects.values_list("fact", flat=True)) == {"news:2"}
    assert DeliveryLog.objects.count() == 2


def test_every_shipped_wording_can_be_filled_in() -> None:
    from notifications.wording import shipped

    for kind in registered():
        wording = shipped(kind, kind.sample(), channel=EMAIL)
        assert wording.subject and wording.text, kind.code
        assert "{{" not in wording.text and "Ada" in wording.text, kind.code
