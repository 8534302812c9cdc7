"""The time zones a person may choose."""

from functools import cache
from zoneinfo import available_timezones

# Names of the database that are aliases for machines, not places where people live.
_NOT_PLACES = ("Etc/", "SystemV/", "posix/", "right/")


@cache
def time_zone_names() -> frozenset[str]:
    """Every IANA name that is accepted, aliases included."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


@cache
def time_zone_choices() -> tuple[tuple[str, str], ...]:
    """What a form offers: places and UTC, in alphabetical order, as (name, label)."""
    places = [name for name in time_zone_names() if "/" in name and not name.startswith(_NOT_PLACES)]
    return tuple((name, name.replace("_", " ")) for name in ["UTC", *sorted(places)])
