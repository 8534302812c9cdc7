"""When a message may be sent: quiet hours and digests, in the person's time zone. Nothing reads a clock.

Hours are kept as wall-clock times beside the zone, never as offsets: what "until seven" means is worked out
for each day, so neither change of the clocks moves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: When digests are sent, on the person's own clock; weekly ones on Mondays.
DIGEST_TIME = time(8)
DIGEST_WEEKDAY = 0


class Digest(TextChoices):
    """How often messages that can wait are sent."""

    IMMEDIATE = "immediate", _("As it happens")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `starts` until before `ends` on the person's clock; across midnight if `ends` is earlier."""

    starts: time
    ends: time

    def holds_at(self, wall: time) -> bool:
        """Whether that time of day is within them. Equal ends make none."""
        if self.starts <= self.ends:
            return self.starts <= wall < self.ends
        return wall >= self.starts or wall < self.ends


def is_quiet(at: datetime, zone: ZoneInfo, quiet: QuietHours | None) -> bool:
    """Whether a moment lies within somebody's quiet hours."""
    return quiet is not None and quiet.holds_at(at.astimezone(zone).time())


def end_of_quiet(at: datetime, zone: ZoneInfo, quiet: QuietHours | None) -> datetime:
    """The moment itself, or when the quiet hours that it lies in end.

    An end that the clocks skip counts as so long after the change; of one that comes twice the next.
    """
    if quiet is None or not is_quiet(at, zone, quiet):
        return at
    today = at.astimezone(zone).date()
    ends = [
        _moment(today + timedelta(days=days), quiet.ends, zone, fold) for days in (0, 1, 2) for fold in (0, 1)
    ]
    return min(end for end in ends if end > at and not is_quiet(end, zone, quiet))


def next_digest(at: datetime, zone: ZoneInfo, digest: Digest) -> datetime:
    """When the next digest is sent, always after `at`; `at` itself for who wants none."""
    if digest == Digest.IMMEDIATE:
        return at
    today = at.astimezone(zone).date()
    days = (today + timedelta(days=number) for number in range(9))
    moments = (
        _moment(day, DIGEST_TIME, zone)
        for day in days
        if digest == Digest.DAILY or day.weekday() == DIGEST_WEEKDAY
    )
    return next(moment for moment in moments if moment > at)


def may_send_at(at: datetime, zone: ZoneInfo, *, digest: Digest, quiet: QuietHours | None) -> datetime:
    """From when a message that can wait may be sent, if it came up at `at`."""
    return end_of_quiet(next_digest(at, zone, digest), zone, quiet)


def _moment(day: date, wall: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    return datetime.combine(day, wall.replace(fold=fold), tzinfo=zone).astimezone(UTC)
