"""When a message may be sent: quiet hours across midnight and both clock changes, and digests."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.timing import Digest, QuietHours, end_of_quiet, is_quiet, may_send_at, next_digest

PARIS = ZoneInfo("Europe/Paris")
NIGHT = QuietHours(time(22), time(7))
NOON_BREAK = QuietHours(time(12), time(14))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "at", "sent"),
    [
        # winter: Paris is an hour ahead
        (NIGHT, "2026-01-10T20:59", "2026-01-10T20:59"),
        (NIGHT, "2026-01-10T21:00", "2026-01-11T06:00"),
        (NIGHT, "2026-01-10T23:30", "2026-01-11T06:00"),
        (NIGHT, "2026-01-11T05:59", "2026-01-11T06:00"),
        (NIGHT, "2026-01-11T06:00", "2026-01-11T06:00"),
        # summer: two hours
        (NIGHT, "2026-07-10T20:00", "2026-07-11T05:00"),
        (NIGHT, "2026-07-10T19:59", "2026-07-10T19:59"),
        (NOON_BREAK, "2026-07-10T10:30", "2026-07-10T12:00"),
        (NOON_BREAK, "2026-07-10T12:00", "2026-07-10T12:00"),
        # the night of the change in spring is an hour shorter, that in autumn an hour longer
        (NIGHT, "2026-03-28T22:00", "2026-03-29T05:00"),
        (NIGHT, "2026-10-24T21:00", "2026-10-25T06:00"),
        # an end that is skipped (02:30 doesn't come on 29 March) counts as so long after the change
        (QuietHours(time(22), time(2, 30)), "2026-03-29T00:30", "2026-03-29T01:30"),
        # an end that comes twice: the first, and for what comes in between the second
        (QuietHours(time(22), time(2, 30)), "2026-10-24T23:00", "2026-10-25T00:30"),
        (QuietHours(time(22), time(2, 30)), "2026-10-25T01:10", "2026-10-25T01:30"),
        (None, "2026-01-10T23:30", "2026-01-10T23:30"),
    ],
)
def test_quiet_hours_end_on_the_persons_clock(quiet: QuietHours | None, at: str, sent: str) -> None:
    assert end_of_quiet(utc(at), PARIS, quiet) == utc(sent)


@pytest.mark.parametrize(
    ("digest", "at", "sent"),
    [
        (Digest.IMMEDIATE, "2026-01-10T03:00", "2026-01-10T03:00"),
        (Digest.DAILY, "2026-01-10T06:59", "2026-01-10T07:00"),
        (Digest.DAILY, "2026-01-10T07:00", "2026-01-11T07:00"),
        # eight o'clock stays eight o'clock when the clocks change
        (Digest.DAILY, "2026-03-28T10:00", "2026-03-29T06:00"),
        (Digest.DAILY, "2026-10-24T10:00", "2026-10-25T07:00"),
        # Mondays
        (Digest.WEEKLY, "2026-03-26T10:00", "2026-03-30T06:00"),
        (Digest.WEEKLY, "2026-10-19T06:00", "2026-10-26T07:00"),
        (Digest.WEEKLY, "2026-10-19T05:59", "2026-10-19T06:00"),
    ],
)
def test_digests_are_sent_at_eight(digest: Digest, at: str, sent: str) -> None:
    assert next_digest(utc(at), PARIS, digest) == utc(sent)


def test_monday_is_the_persons_own() -> None:
    # Sunday evening in UTC is Monday morning in Auckland, after eight
    at = utc("2026-01-11T20:00")
    assert next_digest(at, ZoneInfo("Pacific/Auckland"), Digest.WEEKLY) == utc("2026-01-18T19:00")


def test_a_digest_waits_for_the_end_of_quiet_hours() -> None:
    late = QuietHours(time(23), time(9, 15))
    at = utc("2026-01-10T10:00")
    assert may_send_at(at, PARIS, digest=Digest.DAILY, quiet=late) == utc("2026-01-11T08:15")


MOMENTS = st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
ZONES = st.sampled_from(
    ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "UTC"]
).map(ZoneInfo)
HOURS = (
    st.tuples(st.times(), st.times()).filter(lambda pair: pair[0] != pair[1]).map(lambda p: QuietHours(*p))
)


@given(MOMENTS, ZONES, HOURS)
def test_what_waits_is_never_sent_early_nor_in_quiet_hours(
    at: datetime, zone: ZoneInfo, quiet: QuietHours
) -> None:
    sent = end_of_quiet(at, zone, quiet)
    assert sent >= at
    assert not is_quiet(sent, zone, quiet)
    assert sent - at <= timedelta(hours=26)
    assert end_of_quiet(sent, zone, quiet) == sent


@given(MOMENTS, ZONES, st.sampled_from([Digest.DAILY, Digest.WEEKLY]))
def test_the_next_digest_is_at_eight_and_soon(at: datetime, zone: ZoneInfo, digest: Digest) -> None:
    sent = next_digest(at, zone, digest)
    local = sent.astimezone(zone)
    assert (local.hour, local.minute) == (8, 0)
    assert timedelta(0) < sent - at <= timedelta(days=8 if digest == Digest.WEEKLY else 2, hours=2)
    assert digest == Digest.DAILY or local.weekday() == 0
