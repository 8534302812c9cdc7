"""Emails wait in the database until a mail server takes them; what fails is shown and can be retried."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.mime.image import MIMEImage
from typing import Any, ClassVar

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.mail import EmailMultiAlternatives, mail_admins, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.mail import send_mail as send_as_wagtail_does

from common.mail import outbox
from common.mail.outbox import MailRound
from common.models import OutgoingEmail

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Server(BaseEmailBackend):
    """A mail server that does as it is told: `answers` names an error per recipient, or "*" for everybody."""

    answers: ClassVar[dict[str, Exception]] = {}
    taken: ClassVar[list[Any]] = []
    asked: ClassVar[list[str]] = []

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            [to] = message.to
            self.asked.append(to)
            if error := self.answers.get(to) or self.answers.get("*"):
                raise error
            self.taken.append(message)
        return len(email_messages)


@pytest.fixture(autouse=True)
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Server]]:
    settings.EMAIL_BACKEND = "common.mail.outbox.OutboxBackend"
    settings.MAIL_DELIVERY_BACKEND = f"{__name__}.Server"
    monkeypatch.setattr(outbox, "_rests_until", 0.0)
    for kept in (Server.answers, Server.taken, Server.asked):
        kept.clear()
    yield Server


def write(*people: str, at: datetime = NOON) -> list[OutgoingEmail]:
    """Mails that no task has looked at yet."""
    messages = [EmailMultiAlternatives("Hello", "Words.", None, [to]) for to in people]
    rows = [outbox._row_of(message, at) for message in messages]
    return OutgoingEmail.objects.bulk_create(rows)


def send(at: datetime = NOON, **options: Any) -> MailRound:
    return outbox.send_due(clock=lambda: at, **options)


def states() -> dict[str, str]:
    def state(row: OutgoingEmail) -> str:
        return "sent" if row.sent_at else "failed" if row.given_up_at else "waiting"

    return {row.to: state(row) for row in OutgoingEmail.objects.all()}


def refused(to: str, code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({to: (code, b"no")})


def test_a_mail_is_written_sent_after_the_commit_and_then_forgotten_but_for_the_note(
    django_capture_on_commit_callbacks: Any,
) -> None:
    send_mail("Your code", "Type 123456.", None, ["ada@example.org"])

    row = OutgoingEmail.objects.get()
    assert [message.body for message in Server.taken] == ["Type 123456."]
    assert (row.to, row.subject, row.content, row.attempts) == ("ada@example.org", "Your code", {}, 1)
    assert row.sent_at is not None


def test_a_mail_of_a_transaction_that_is_rolled_back_was_never_written() -> None:
    with pytest.raises(LookupError), transaction.atomic():
        send_mail("Hello", "Words.", None, ["ada@example.org"])
        raise LookupError
    assert not OutgoingEmail.objects.exists()


def test_what_wagtail_and_the_handler_of_errors_send_waits_as_well(settings: Any) -> None:
    settings.ADMINS = [("Ada", "ada@example.org")]
    Server.answers["*"] = OSError("away")
    mail_admins("Error", "A trace.", html_message="<p>A trace.</p>")
    send_as_wagtail_does("Submitted", "A page was submitted.", ["bob@example.org"])
    assert states() == {"ada@example.org": "waiting", "bob@example.org": "waiting"}


def test_every_part_of_a_mail_arrives_as_it_was_written() -> None:
    mail_ = EmailMultiAlternatives(
        "Voilà \ud800",
        "Words.",
        "Academy <a@example.org>",
        ["ada@example.org"],
        cc=["c@example.org"],
        bcc=["d@example.org"],
        reply_to=["r@example.org"],
        headers={"X-Kind": "test"},
    )
    mail_.attach_alternative("<p>Words.</p>", "text/html")
    mail_.attach("Paper – Ada.pdf", b"%PDF\x00", "application/pdf")
    mail_.attach("notes.txt", "voilà", "text/plain")
    mail_.send()

    [taken] = Server.taken
    assert (taken.subject, taken.body, taken.from_email) == ("Voilà ?", "Words.", "Academy <a@example.org>")
    assert (taken.cc, taken.bcc, taken.reply_to) == (["c@example.org"], ["d@example.org"], ["r@example.org"])
    assert [tuple(part) for part in taken.alternatives] == [("<p>Words.</p>", "text/html")]
    names = [(part.filename, part.content, part.mimetype) for part in taken.attachments]
    assert names == [
        ("Paper – Ada.pdf", b"%PDF\x00", "application/pdf"),
        ("notes.txt", "voilà", "text/plain"),
    ]
    assert taken.extra_headers["X-Kind"] == "test"
    assert taken.message()["Message-ID"].endswith("@testserver>")


def test_what_cannot_be_sent_is_refused_when_it_is_written() -> None:
    with pytest.raises(ValueError, match="newline"):
        send_mail("Hello\nBcc: all@example.org", "Words.", None, ["ada@example.org"])
    with pytest.raises(TypeError):
        message = EmailMultiAlternatives("Hello", "Words.", None, ["ada@example.org"])
        message.attach(MIMEImage(b"GIF89a", "gif"))
        message.send()
    assert send_mail("Hello\n", "Words.", None, ["ada@example.org"], fail_silently=True) == 0
    assert not OutgoingEmail.objects.exists()


def test_a_repeat_carries_the_same_message_id() -> None:
    write("ada@example.org")
    first = OutgoingEmail.objects.get().content["headers"]
    Server.answers["*"] = OSError("away")
    send()
    Server.answers.clear()
    send(NOON + timedelta(minutes=5))
    [taken] = Server.taken
    assert taken.extra_headers == first
    assert set(first) == {"Message-ID", "Date"}


def test_a_server_that_is_away_is_asked_once_a_round_and_then_left_alone() -> None:
    write("a@example.org", "b@example.org", "c@example.org")
    Server.answers["*"] = ConnectionRefusedError("nobody there")
    assert send() == MailRound(postponed=1, is_cut_off=True)
    assert send(after_rest=True) == MailRound(is_cut_off=True)
    assert Server.asked == ["a@example.org"]
    assert OutgoingEmail.objects.delayed().count() == 1

    Server.answers.clear()
    assert send(NOON + timedelta(minutes=5)) == MailRound(sent=3)


def test_during_a_long_outage_no_mail_waits_longer_than_five_minutes_for_its_turn() -> None:
    write("ada@example.org")
    Server.answers["*"] = smtplib.SMTPServerDisconnected("gone")
    moment = NOON
    while moment < NOON + timedelta(hours=10):
        send(moment)
        row = OutgoingEmail.objects.get()
        assert row.next_attempt_at - moment <= timedelta(minutes=5)
        moment = row.next_attempt_at
    Server.answers.clear()
    assert send(moment) == MailRound(sent=1)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused("a@example.org", 550), "failed"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
        (UnicodeEncodeError("ascii", "é", 0, 1, "no"), "failed"),
        (refused("a@example.org", 451), "waiting"),
        (smtplib.SMTPDataError(452, b"full"), "waiting"),
        (RuntimeError("who knows"), "waiting"),
    ],
)
def test_a_refusal_of_one_mail_stops_no_other(error: Exception, expected: str) -> None:
    write("a@example.org", "b@example.org")
    Server.answers["a@example.org"] = error
    send()
    assert states() == {"a@example.org": expected, "b@example.org": "sent"}


def test_what_is_refused_for_now_is_tried_less_and_less_often_and_given_up_after_three_days() -> None:
    write("ada@example.org")
    Server.answers["*"] = refused("ada@example.org", 451)
    moments, moment = [], NOON
    while not (row := OutgoingEmail.objects.get()).given_up_at:
        moments.append(moment)
        send(moment)
        moment = OutgoingEmail.objects.get().next_attempt_at
    pauses = [
        (later - earlier).total_seconds() / 60 for earlier, later in zip(moments, moments[1:], strict=False)
    ]
    assert pauses[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 180]
    assert timedelta(days=2, hours=20) < row.given_up_at - NOON <= timedelta(days=3)
    assert "451" in row.last_error
    assert row.content, "what failed can still be sent"


def test_a_mail_whose_process_died_is_taken_again_and_never_by_two_at_once() -> None:
    write("ada@example.org")
    assert outbox._claim(NOON, "default") is not None
    assert outbox._claim(NOON, "default") is None
    assert send(NOON + outbox.LEASE) == MailRound(sent=1)


def test_one_round_sends_so_many_and_the_task_goes_on() -> None:
    write(*(f"p{number}@example.org" for number in range(outbox.MOST_AT_ONCE + 5)), at=timezone.now())
    send_mail("Hello", "Words.", None, ["last@example.org"])
    assert len(Server.taken) == outbox.MOST_AT_ONCE + 6


def test_notes_and_failed_mails_are_kept_as_long_as_settings_say(settings: Any) -> None:
    settings.SENT_EMAIL_DAYS, settings.FAILED_EMAIL_DAYS = 30, 90
    rows = write(
        "old@example.org",
        "new@example.org",
        "failed-old@example.org",
        "failed-new@example.org",
        "w@example.org",
    )
    for row, field, days in zip(
        rows, ["sent_at", "sent_at", "given_up_at", "given_up_at"], [31, 29, 91, 89], strict=False
    ):
        OutgoingEmail.objects.filter(pk=row.pk).update(**{field: NOON - timedelta(days=days)})
    assert outbox.forget(at=NOON) == 2
    assert sorted(states()) == ["failed-new@example.org", "new@example.org", "w@example.org"]


@pytest.fixture
def staff(client: Client) -> Client:
    person = get_user_model().objects.create_user("admin@example.org", password=None)
    names = ["access_admin", "look_after_site"]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(person)
    return client


def test_staff_see_what_failed_and_retry_one_or_all(staff: Client) -> None:
    write("a@example.org", "b@example.org", at=timezone.now())
    Server.answers.update({to: refused(to, 550) for to in ("a@example.org", "b@example.org")})
    outbox.send_due()
    page = staff.get(reverse("common_outgoing_emails")).content.decode()
    assert "a@example.org" in page and "b@example.org" in page and "550" in page
    assert "failed email" in staff.get(reverse("wagtailadmin_home")).content.decode()

    Server.answers.clear()
    first = OutgoingEmail.objects.get(to="a@example.org")
    staff.post(reverse("common_retry_emails"), {"email": first.pk})
    assert states() == {"a@example.org": "sent", "b@example.org": "failed"}
    staff.post(reverse("common_retry_emails"), {"email": "9" * 40})
    assert states()["b@example.org"] == "failed"
    staff.post(reverse("common_retry_emails"))
    assert states() == {"a@example.org": "sent", "b@example.org": "sent"}


def test_the_list_finds_by_recipient_and_asks_the_same_for_any_number(
    staff: Client, django_assert_num_queries: Any
) -> None:
    write("a@example.org", "b@example.org", "p@example.org")
    address = reverse("common_outgoing_emails")
    assert "b@example.org" not in staff.get(address, {"to": "a@"}).content.decode()
    staff.get(address, {"to": "p"})
    with django_assert_num_queries(len(_queries(staff, f"{address}?to=p"))):
        write(*(f"p{number}@example.org" for number in range(30)))  # one query of its own
        staff.get(address, {"to": "p"})


def _queries(client: Client, address: str) -> list[Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return [*seen.captured_queries, "the insert"]


def test_nobody_else_sees_or_retries(client: Client) -> None:
    person = get_user_model().objects.create_user("b@example.org", password=None)
    person.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(person)
    assert client.get(reverse("common_outgoing_emails")).status_code == 403
    assert client.post(reverse("common_retry_emails")).status_code == 403


def test_tests_of_other_things_read_their_mails_at_once(settings: Any) -> None:
    """Django's test runner sets the backend; only what asks for the outbox has it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_mail("Hello", "Words.", None, ["ada@example.org"])
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]
