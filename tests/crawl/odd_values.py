"""Requests with values that nobody means: in the place of each parameter of an address, behind its question
mark, and in each field that its view looks for."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from bs4 import BeautifulSoup, SoupStrainer
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from wagtail.models import Site

from learning.access.models import BundlePage
from learning.testing.access import page_of
from learning.testing.quiz_takers import QuizTaker
from tests.crawl.arguments import Address, values_of
from tests.crawl.furnished import Furnished
from tests.crawl.outcomes import Asker
from tests.roles import ADMIN, IN, STRANGER

TOO_LARGE = "9" * 25
ELSEWHERE = "6a1f0f1e-3a9b-4c69-9a4e-5a0c1e6b7d00"
#: In an address: ids that aren't there, that no column holds, of the wrong type; text that can't be stored,
#: half a letter, a mark that turns the direction, more than any column takes. "": the id of something else.
IN_PATHS = (
    *("0", "-1", "2000000000", TOO_LARGE, "abc", "١٢", ELSEWHERE, ""),
    *("%00", "%ED%A0%80", "%E2%80%AEabc", "x" * 300, "%2E%2E", "a%2Fb"),
)
#: In a query or a form: the same, and what isn't a date, a number, an order, a page, JSON or an address.
IN_FIELDS: tuple[Any, ...] = (
    *("", "0", "-1", "2000000000", TOO_LARGE, "abc", "\u202eabc\u200f", "x" * 5000, "'\"*([\\%_", ELSEWHERE),
    *(
        "NaN",
        "1e400",
        "-0.0",
        "١٢",
        "true",
        "null",
        "xx",
        "no.such",
        "--1.x",
        "id__in",
        "#",
        "//elsewhere.invalid",
    ),
    *(
        "2026-02-31",
        "0001-01-01",
        "9999-12-31 23:59",
        "9999-12-31T23:59",
        "25:61",
        "Mars/Olympus",
        "https://[",
    ),
    *("[]", "{}", "[1]", '{"a": [null]}', '"', "[" * 2000, '[{"type": "no", "value": {"a": 1}, "id": 5}]'),
    *(["1", "abc"], [TOO_LARGE, "", "-1"]),
)
#: Where JSON is taken.
IN_JSON: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**25, 1.5, "", "abc", "\u202eabc", "x" * 5000, ELSEWHERE),
    *([], {}, [None], [[]], {"a": 1}, ["abc", 5]),
)
#: What sign-in's API reads; it has no form that could be asked.
NAMES_IN_JSON = (
    *("email", "username", "login", "password", "current_password", "new_password", "code", "key", "phone"),
    *("provider", "process", "token", "client_id", "id_token", "credential", "name", "id", "ids", "primary"),
    *("account", "sessions", "generate", "passwordless", "refresh_token", "authenticators", "app"),
)
#: Answered 500 by Wagtail itself (8.0): its choosers of links and what asks for a comment reverse what they
#: are handed, and its copy of a site, and what a chooser was told, trust numbers; so do locks and revisions
#: of snippets. Only staff get there, and nothing is written.
WAGTAILS_OWN = frozenset(
    {
        "/admin/choose-external-link/",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_choose_page_anchor_link",
        "wagtailsites:copy",
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """An address as it was found, or a page's. address: None for a page. who: whose request gets furthest."""

    key: str
    path: str
    who: str
    address: Address | None = None


def _is_wagtails_own(key: str) -> bool:
    of_snippets = (":lock", ":unlock", ":revisions_unschedule", ":revisions_compare")
    return (
        key in WAGTAILS_OWN
        or key.endswith((":chosen", ":collect_workflow_action_data"))
        or (key.startswith("wagtailsnippets_") and key.endswith(of_snippets))
    )


def place_of(address: Address, path: str) -> Place:
    key = address.key
    if key.startswith(("classroom", "api_v1:", "library:")):
        return Place(key, path, IN, address)
    is_for_strangers = key.startswith(("account_", "headless:", "socialaccount_", "wagtailadmin_password"))
    return Place(key, path, STRANGER if is_for_strangers else ADMIN, address)


def pages(furnished: Furnished) -> Iterator[Place]:
    """What Wagtail serves: screens of learners, one of whom takes a quiz, and pages with a form."""
    academy, things = furnished.academy, furnished.things
    course = academy.url
    Site.clear_site_root_paths_cache()  # another test's root may stand there
    yield Place("course", course, IN)
    yield Place("join", f"{course}enroll/", IN)
    yield Place("exam", f"{course}exam/", IN)
    yield Place("lesson", course + academy.locked.path, IN)
    yield Place("quiz", course + things["quiz_path"], IN)
    yield Place("assignment", course + things["assignment_path"], IN)
    attempt = QuizTaker(things["quiz"], academy.enrolment).start().public_id
    yield Place("attempt", f"/my-dashboard/attempts/{attempt}/", IN)
    yield Place("path", academy.path_page.url, IN)
    yield Place("bundle", BundlePage.objects.get().url, IN)
    yield Place("landing", things["landing"].url, STRANGER)
    yield Place("catalogue", "/courses/", STRANGER)
    yield Place("finished", page_of(academy.finished).url, IN)


@dataclass
class OddRequests:
    """Makes requests to one place after another. chance: draws the values, and the same ones once more."""

    furnished: Furnished
    chance: random.Random
    _askers: dict[str, Asker] = field(default_factory=dict)

    def tried(self, place: Place, *, times: int) -> Iterator[str]:
        """What was wrong with the answers to so many requests of each kind."""
        if place.who not in self._askers:
            self._askers[place.who] = Asker(self.furnished, place.who)
        asker = self._askers[place.who]
        for method, path, extra in self._requests(asker, place, times):
            response, complaint = asker.ask(method, path, **extra)
            if complaint.startswith("5") and not _is_wagtails_own(place.key):
                yield f"{place.key}: {method} {path[:200]} {str(extra)[:1500]}: {complaint}"
            elif extra.get("is_unstorable") and response.status_code not in (400, 404):
                yield f"{place.key}: {method} {path[:200]} {str(extra)[:300]}: {response.status_code}"

    def _requests(self, asker: Asker, place: Place, times: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
        yield from self._other_paths(place, times)
        with fields_asked() as names:
            shown = asker.ask("get", place.path)[0]
        if shown.status_code == 200 and names:
            for _time in range(times):
                yield "get", place.path, {"data": self._filled({}, sorted(names))}
        with fields_asked() as names:
            taken = asker.ask("post", place.path)[0]
        if taken.status_code not in (401, 403, 404, 405):
            is_page = shown.status_code == 200 and "text/html" in shown.headers.get("Content-Type", "")
            given = values_shown(shown.content) if is_page and not shown.streaming else {}
            for _time in range(times if names or given else 0):
                yield "post", place.path, {"data": self._filled(given, sorted({*names, *given}))}
            yield "post", place.path, self._json() | {"headers": {"Accept": "application/json"}}

    def _other_paths(self, place: Place, times: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
        known = values_of(place.address, self.furnished) if place.address else {}
        for _time in range(times if known else 0):
            name, value = self.chance.choice(list(known)), self.chance.choice(IN_PATHS)
            other = value or self._of_something_else()
            assert place.address
            method = self.chance.choice(("get", "post"))
            yield method, place.address.filled({**known, name: other}), {}

    def _of_something_else(self) -> str:
        thing: Any = self.chance.choice(list(self.furnished.things.values()))
        return str(getattr(thing, "public_id", None) or getattr(thing, "pk", None) or 1)

    def _filled(self, given: dict[str, Any], names: list[str]) -> dict[str, Any]:
        """What the page itself would send, with odd values in some fields or in all of them."""
        most = min(len(names), 3)
        is_all = not given or self.chance.random() < 0.3
        odd = names if is_all else self.chance.sample(names, self.chance.randint(1, most))
        return given | {name: self.chance.choice(IN_FIELDS) for name in odd}

    def _json(self) -> dict[str, Any]:
        data = {name: self.chance.choice(IN_JSON) for name in self.chance.sample(NAMES_IN_JSON, 12)}
        whole: Any = self.chance.choice((data, data, data, [data], None, "abc", 5))
        return {"data": json.dumps(whole), "content_type": "application/json"}


@contextmanager
def fields_asked() -> Iterator[set[str]]:
    """The names of what is looked for, inside, in queries and forms."""
    names: set[str] = set()
    contained, given, listed = QueryDict.__contains__, QueryDict.__getitem__, QueryDict.getlist

    def contains(self: QueryDict, key: Any) -> bool:
        names.add(str(key))
        return contained(self, key)

    def item(self: QueryDict, key: Any) -> Any:
        names.add(str(key))
        return given(self, key)

    def items(self: QueryDict, key: Any, *default: Any) -> Any:
        names.add(str(key))
        return listed(self, key, *default)

    with (
        patch.object(QueryDict, "__contains__", contains),
        patch.object(QueryDict, "__getitem__", item),
        patch.object(QueryDict, "getlist", items),
    ):
        yield names


def values_shown(content: bytes) -> dict[str, Any]:
    """What the forms of a page would send as they are shown."""
    found: dict[str, Any] = {}
    for each in BeautifulSoup(
        content, "html.parser", parse_only=SoupStrainer(["input", "textarea", "select"])
    ):
        name = each.get("name") if each.name else None
        kind = each.get("type", "")
        if not name or (kind in ("checkbox", "radio") and not each.has_attr("checked")) or kind == "file":
            continue
        if each.name == "select":
            chosen = each.find_all("option", selected=True)
            found[name] = [option.get("value", "") for option in chosen]
        else:
            found[name] = each.get("value", "") if each.name == "input" else each.get_text()
    return found


#: Bodies with text that no database keeps. All of them are refused before anything is done.
def unstorable_bodies() -> tuple[dict[str, Any], ...]:
    return (
        {"data": {"title": "a\0b"}},
        {"data": {"title": "a\0b", "file": SimpleUploadedFile("a\0.txt", b"a")}},
        {"data": "name\0=a%00", "content_type": "application/x-www-form-urlencoded"},
        {"data": r'{"title": "\u0000", "fields": {"a": ["\ud83d"]}}', "content_type": "application/json"},
    )
