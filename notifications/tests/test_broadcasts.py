"""One text for many: previewed with its counts, written once for each in batches, cancelled, withdrawn."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.tests.factories import UserFactory
from notifications import audiences, broadcasts, delivery, tasks
from notifications.actions import save_preference
from notifications.audiences import Audience
from notifications.broadcasts import running
from notifications.kinds import ChannelCode, MessageCategory
from notifications.models import Broadcast, DeliveryLog, Message
from notifications.selectors import announcements_to
from notifications.timing import Digest

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TEAM = "tests:team"


class Team:
    """Everybody whose last name is Team; for those who are superusers."""

    label = "Teams"

    def may_begin(self, user: User) -> bool:
        return user.is_superuser

    def offered_to(self, user: User) -> list[tuple[str, str]]:
        return [("team", "The team")]

    def may_write(self, user: User, key: str) -> bool:
        return user.is_superuser and key == "team"

    def find(self, key: str, *, at: datetime, using: str) -> Audience | None:
        if key != "team":
            return None
        people = User.objects.using(using).filter(last_name="Team", is_active=True)
        return Audience(
            TEAM, "the team", people, lambda language: f"http://testserver/{language}/", "Show it"
        )


@pytest.fixture(autouse=True)
def known_team(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(audiences, "_sources", {**audiences._sources, "tests": Team()})
    monkeypatch.setattr(running, "enqueue_durably", lambda *args, **kwargs: None)
    yield


def members(count: int) -> list[User]:
    return [UserFactory(first_name=f"No{number}", last_name="Team") for number in range(count)]


def prepared(by: User | None = None, **more: Any) -> Broadcast:
    said = {"subject": "Friday", "text": "We meet at six.", "stands_on_page": False} | more
    return broadcasts.prepare_broadcast(audience=TEAM, by=by or UserFactory(), at=NOON, **said)


def begun(**more: Any) -> Broadcast:
    broadcast = prepared(**more)
    broadcasts.send_broadcast(broadcast=broadcast, by=broadcast.sender, at=NOON)
    return broadcast


def run(broadcast: Broadcast) -> None:
    assert broadcasts.run_broadcast(broadcast_id=broadcast.pk, clock=lambda: NOON) is False
    broadcast.refresh_from_db()


def mute(person: User, *channels: ChannelCode) -> None:
    on = [(category, each) for category in MessageCategory for each in ChannelCode if each not in channels]
    save_preference(person=person, digest=Digest.IMMEDIATE, quiet=None, wanted=on, at=NOON)


@pytest.mark.parametrize(
    ("off", "by_email", "on_site", "switched_off"),
    [
        ((), 3, 3, 0),
        ((ChannelCode.EMAIL,), 2, 3, 0),
        ((ChannelCode.IN_APP,), 3, 2, 0),
        ((ChannelCode.EMAIL, ChannelCode.IN_APP), 2, 2, 1),
    ],
)
def test_who_switched_it_off_is_counted_apart_and_gets_none(
    off: tuple[ChannelCode, ...], by_email: int, on_site: int, switched_off: int
) -> None:
    first, *_rest = members(3)
    mute(first, *off)
    audience = audiences.audience_named(TEAM, at=NOON)
    assert broadcasts.reach_of(audience) == broadcasts.Reach(3, by_email, on_site, switched_off)
    broadcast = begun()
    assert (broadcast.people, broadcast.switched_off) == (3, switched_off)
    run(broadcast)
    written = Message.objects.filter(fact=broadcast.fact)
    assert written.filter(channel="email", status="pending").count() == by_email
    assert written.filter(channel="in_app", status="pending").count() == on_site
    assert set(written.filter(status="skipped").values_list("person", flat=True)) <= {first.pk}
    assert DeliveryLog.objects.filter(what="skipped").count() == len(off)


def test_each_reads_it_by_email_and_on_the_site() -> None:
    [person] = members(1)
    UserFactory(last_name="Stranger")
    sender = UserFactory(first_name="Grace", last_name="Hopper", email="grace@example.org")
    broadcast = begun(by=sender)
    assert not Message.objects.exists()
    run(broadcast)
    assert (broadcast.state, broadcast.done, broadcast.percentage) == ("done", 1, 100)
    assert delivery.deliver_due(at=NOON) == 2
    [email] = mail.outbox
    assert (email.to, email.subject, email.reply_to) == ([person.email], "Friday", ["grace@example.org"])
    for words in ("Hello No0", "We meet at six.", "Grace Hopper", "http://testserver/en/", "the team"):
        assert words in email.body
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    shown = Message.objects.shown_to(person).get()
    assert (shown.subject, shown.text) == ("Friday", "We meet at six.")


def test_a_process_that_dies_loses_nobody_and_doubles_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the messages of its second batch, before their commit: the next run goes on there."""

    class Killed(BaseException):
        pass

    def dies(*_args: Any, **_kwargs: Any) -> None:
        assert Message.objects.count() == 4 * 2
        raise Killed

    monkeypatch.setattr(running, "BATCH", 2)
    people = members(5)
    mute(people[3], ChannelCode.EMAIL)
    broadcast = begun()
    with monkeypatch.context() as broken:
        broken.setattr(running, "noted", dies)
        with pytest.raises(Killed):
            broadcasts.run_broadcast(broadcast_id=broadcast.pk, clock=lambda: NOON)
    broadcast.refresh_from_db()
    assert (broadcast.state, broadcast.done, Message.objects.count()) == ("running", 2, 2 * 2)
    run(broadcast)
    assert (broadcast.state, broadcast.done) == ("done", 5)
    assert Message.objects.count() == 5 * 2
    run(broadcast)
    assert Message.objects.count() == 5 * 2


def test_the_key_of_messages_keeps_once_even_if_the_note_is_lost() -> None:
    members(3)
    broadcast = begun()
    run(broadcast)
    Broadcast.objects.update(state="running", done=0, last_person=0)
    run(broadcast)
    assert Message.objects.count() == 3 * 2


def test_a_fault_interrupts_it_until_it_is_sent_on(monkeypatch: pytest.MonkeyPatch) -> None:
    members(3)
    broadcast = begun()
    with monkeypatch.context() as broken:
        broken.setattr(running, "wishes_of", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            broadcasts.run_broadcast(broadcast_id=broadcast.pk, clock=lambda: NOON)
    broadcast.refresh_from_db()
    assert (broadcast.state, broadcast.done) == ("stopped", 0)
    broadcasts.send_broadcast(broadcast=broadcast, by=UserFactory(), at=NOON + timedelta(hours=1))
    run(broadcast)
    assert (broadcast.state, broadcast.done, broadcast.started_at) == ("done", 3, NOON)


def test_cancelled_while_it_runs_it_ends_and_what_waits_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    members(5)
    broadcast, staff = begun(), UserFactory()
    assert broadcasts.run_batch(broadcast_id=broadcast.pk, at=NOON)
    gone = Message.objects.filter(channel="in_app").first()
    assert gone is not None and delivery.deliver([gone], at=NOON)
    assert broadcasts.cancel_broadcast(broadcast=broadcast, by=staff, at=NOON) == 3
    assert broadcasts.run_batch(broadcast_id=broadcast.pk, at=NOON) is False
    broadcast.refresh_from_db()
    assert (broadcast.state, broadcast.done) == ("cancelled", 2)
    assert delivery.deliver_due(at=NOON) == 0 and not mail.outbox
    assert DeliveryLog.objects.filter(what="cancelled", by=staff).count() == 3
    with pytest.raises(broadcasts.NotNow):
        broadcasts.send_broadcast(broadcast=broadcast, by=staff, at=NOON)


@pytest.mark.parametrize(
    ("state", "may_send", "may_cancel"),
    [
        ("prepared", True, False),
        ("running", True, True),
        ("stopped", True, True),
        ("done", True, True),
        ("cancelled", False, True),
    ],
)
def test_what_can_be_done_by_its_state(state: str, may_send: bool, may_cancel: bool) -> None:
    members(1)
    broadcast, staff = prepared(), UserFactory()
    Broadcast.objects.update(state=state)
    for action, may in ((broadcasts.cancel_broadcast, may_cancel), (broadcasts.send_broadcast, may_send)):
        Broadcast.objects.update(state=state)
        try:
            action(broadcast=broadcast, by=staff, at=NOON)  # type: ignore[operator]
        except broadcasts.NotNow:
            assert not may, action
        else:
            assert may, action
    broadcast.refresh_from_db()
    assert broadcast.state == ("running" if state in ("prepared", "stopped") else state)


def test_it_goes_to_nobody_where_nobody_wants_it_or_the_group_is_gone() -> None:
    [person] = members(1)
    mute(person, *ChannelCode)
    with pytest.raises(broadcasts.NotNow):
        begun()
    with pytest.raises(audiences.NoAudience):
        broadcasts.prepare_broadcast(
            audience="tests:nobody", subject="S", text="T", stands_on_page=False, by=person, at=NOON
        )
    Broadcast.objects.update(audience="tests:nobody", state="running")
    run(Broadcast.objects.get())
    assert Broadcast.objects.get().state == "done" and not Message.objects.exists()


def test_an_announcement_stands_from_when_it_is_sent_until_it_is_withdrawn() -> None:
    members(1)
    older, draft = prepared(stands_on_page=True, subject="Older"), prepared(stands_on_page=True)
    assert announcements_to(TEAM) == []
    for hours, broadcast in enumerate((older, newer := prepared(stands_on_page=True, subject="Newer"))):
        moment = NOON + timedelta(hours=hours)
        broadcasts.send_broadcast(broadcast=broadcast, by=broadcast.sender, at=moment)
    begun(subject="Not on the page")
    assert [each.subject for each in announcements_to(TEAM)] == ["Newer", "Older"]
    broadcasts.withdraw_broadcast(broadcast=newer, at=NOON)
    broadcasts.withdraw_broadcast(broadcast=draft, at=NOON)
    assert [each.subject for each in announcements_to(TEAM)] == ["Older"]


def test_drafts_are_forgotten_after_a_week(time_machine: Any) -> None:
    members(1)
    old, sent = prepared(), begun()
    recent = prepared()
    Broadcast.objects.filter(pk__in=[old.pk, sent.pk]).update(created_at=NOON - timedelta(days=8))
    time_machine.move_to(NOON)
    tasks.forget_unused_broadcasts()
    assert set(Broadcast.objects.values_list("pk", flat=True)) == {sent.pk, recent.pk}


def test_a_batch_asks_as_much_for_many_as_for_few() -> None:
    counts = []
    for count in (2, 8):
        members(count)
        broadcast = begun()
        with CaptureQueriesContext(connection) as captured:
            assert broadcasts.run_batch(broadcast_id=broadcast.pk, at=NOON)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


def test_ten_thousand_people_are_queued_in_20_seconds_with_flat_memory() -> None:
    count = 10_000
    User.objects.bulk_create(
        [User(email=f"p{number}@example.org", last_name="Team") for number in range(count)], batch_size=1_000
    )
    broadcast = begun(text="A line of the message. " * 40)
    began, peaks, more = time.monotonic(), [], True
    while more:
        measured = broadcast.done in (broadcasts.BATCH, count - broadcasts.BATCH)  # tracing takes its time
        if measured:
            tracemalloc.start()
        more = broadcasts.run_batch(broadcast_id=broadcast.pk, at=NOON)
        if measured:
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        broadcast.refresh_from_db()
    took = time.monotonic() - began
    assert (broadcast.state, broadcast.done) == ("done", count)
    assert Message.objects.filter(fact=broadcast.fact, status="pending").count() == 2 * count
    assert took < 20, f"{took:.1f} s"
    second, last = peaks
    assert last < 1.3 * second, f"{second} bytes, then {last}"
