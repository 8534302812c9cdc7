"""Requests to the two APIs that describe themselves, as Schemathesis thinks of them.

Each answer's status stands in the description, and none is an error of ours; anything else is a finding.
Several people of an academy with something of everything ask, with its ids as often as with made-up ones.
Every request is undone.
"""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Iterator
from typing import Any

import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import status_code_conformance
from wagtail.models import APIToken

from tests.crawl.arguments import value_of
from tests.crawl.furnished import MARKET, Furnished
from tests.crawl.outcomes import undone
from tests.fuzzing.academy import academy, keep_connections
from tests.roles import ADMIN, IN, OTHER, OUT, OWNER, REVIEW, STRANGER

#: Those who may edit some page, and one who may not.
STAFF_OF_PAGES = (OWNER, OTHER, REVIEW, ADMIN, MARKET, OUT)
#: By its name here: where its description is, what its addresses are called, and who asks.
APIS = {
    "api": ("/api/v1/openapi.json", "api_v1:", (IN, OUT, OWNER, ADMIN, STRANGER)),
    "authoring": ("/api/authoring/openapi.json", "wagtailapi_v3:", STAFF_OF_PAGES),
}
MOST_AT_ONCE = 15  # requests to one address by one person, before it is the next one's turn


def main(name: str, seconds: str) -> int:
    """name: a key of APIS. seconds: how long. Returns 1 when something was found."""
    warnings.simplefilter("ignore")
    with academy() as furnished:
        found = dict(findings(name, furnished, until=time.monotonic() + float(seconds)))
    for request, words in found.items():
        print(f"{request}\n    {words}")
    print(f"{name}: {len(found)} unexpected answers")
    return 1 if found else 0


def findings(name: str, furnished: Furnished, *, until: float) -> Iterator[tuple[str, str]]:
    """Requests and what was wrong with their answers, each kind once, until that moment."""
    description, namespace, roles = APIS[name]
    ways = {who: way_in(furnished, who, by_token=name == "authoring") for who in roles}
    keep_connections()
    schema = schemathesis.openapi.from_wsgi(
        description, get_wsgi_application(), headers=ways[roles[0]].get("headers")
    )
    operations = [each.ok() for each in schema.get_all_operations()]
    asked = 0
    seen: set[tuple[str, str]] = set()
    while time.monotonic() < until:
        for operation in random.sample(operations, len(operations)):
            for who in roles:
                if time.monotonic() > until:
                    break
                known = known_values(furnished, namespace, operation)
                for request, words in tried(operation, ways[who], known):
                    kind = (operation.label, words[:80])
                    if kind not in seen:
                        seen.add(kind)
                        yield f"{who}: {request}", words
                asked += MOST_AT_ONCE
    print(f"{name}: about {asked} requests to {len(operations)} addresses by {len(roles)} people")


def tried(operation: Any, way: dict[str, Any], known: dict[str, Any]) -> list[tuple[str, str]]:
    """What some requests to one address were answered that they should not have been."""
    wrong: list[tuple[str, str]] = []

    @hypothesis_settings(
        max_examples=MOST_AT_ONCE,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), takes_known=st.booleans())
    def ask(case: Any, takes_known: bool) -> None:
        if takes_known:
            case.path_parameters = {**(case.path_parameters or {}), **known}
        with undone():
            response = case.call(**way)
        try:
            case.validate_response(response, checks=[not_a_server_error, status_code_conformance])
        except (Failure, FailureGroup) as failure:
            words = " ".join(str(each) for each in getattr(failure, "exceptions", [failure]))
            request = f"{case.method} {case.formatted_path} {case.query} {str(case.body)[:300]}"
            wrong.append((request, f"{response.status_code} {words[:300]} {response.content[:200]!r}"))

    ask()
    return wrong


def known_values(furnished: Furnished, namespace: str, operation: Any) -> dict[str, Any]:
    """What is really there, by the names of the parameters in the operation's address."""
    names = [parameter.name for parameter in operation.path_parameters]
    values = {name: value_of(namespace, name)(furnished) for name in names}
    return {name: value if isinstance(value, int) else str(value) for name, value in values.items()}


def way_in(furnished: Furnished, who: str, *, by_token: bool) -> dict[str, Any]:
    """What somebody sends along with each request."""
    if who == STRANGER:
        return {}
    if by_token:
        _token, key = APIToken.create_token(user=furnished.people[who], name="fuzz")
        return {"headers": {"Authorization": f"Bearer {key}"}}
    client = Client()
    client.force_login(furnished.people[who])
    client.get("/account/email/")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return {"cookies": cookies, "headers": {"X-CSRFToken": cookies.get("csrftoken", "")}}
