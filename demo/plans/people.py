"""The people of the demo academy (`content/people.toml`): who teaches, who runs it, and who learns."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from demo.plans.content import read_content
from demo.plans.media import Looks

#: The same for everybody who has one. It is printed by the command and known to all the world.
PASSWORD = "learn-something-today"


@dataclass(frozen=True)
class Teaching:
    """What an instructor's public page says; `bio` holds paragraphs between empty lines."""

    headline: str
    bio: str
    expertise: list[str]
    links: dict[str, str]


@dataclass(frozen=True)
class Person:
    """Somebody with an account. role: beside Learner; signs_in_as: set where a sign-in is printed."""

    key: str
    email: str
    first_name: str
    last_name: str
    looks: Looks
    palette: str
    time_zone: str
    role: str = ""
    signs_in_as: str = ""
    teaches: Teaching | None = None


def _person(raw: dict[str, Any]) -> Person:
    teaches = raw.pop("teaches", None)
    looks = Looks(**raw.pop("looks"))
    return Person(**raw, looks=looks, teaches=Teaching(**teaches) if teaches else None)


@lru_cache(maxsize=1)
def named_people() -> tuple[Person, ...]:
    """Those whom the files describe one by one: the staff first, then learners."""
    raw = read_content("people")
    return tuple(_person(entry) for entry in [*raw["staff"], *raw["learners"]])


def generated_people(count: int) -> tuple[Person, ...]:
    """Learners of whom only names are known, as many as wanted; the same ones every time."""
    raw = read_content("generated_learners")
    firsts, lasts, zones = raw["first_names"], raw["last_names"], raw["time_zones"]
    found = []
    for number in range(count):
        # The two lists have no common length, so that many steps pass before a pair comes back.
        first, last = firsts[number % len(firsts)], lasts[(number * 5 + number // len(firsts)) % len(lasts)]
        found.append(
            Person(
                key=f"crowd-{number}",
                email=f"{slugify(first)}.{slugify(last)}.{number}@example.org",
                first_name=first,
                last_name=last,
                looks=Looks("#d9a67e", "#2b1d18"),
                palette="teal",
                time_zone=zones[number % len(zones)],
            )
        )
    return tuple(found)


def sign_in_table() -> str:
    """Role, e-mail address and password of each person whose sign-in is printed, a line for each."""
    people = [found for found in named_people() if found.signs_in_as]
    width = max(len(found.email) for found in people)
    lines = [f"  {found.signs_in_as:<15}{found.email:<{width + 2}}{PASSWORD}" for found in people]
    return "\n".join([_("Demo sign-ins"), *lines])
