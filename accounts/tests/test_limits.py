"""Limits: counted apart from everything else, per person or network, by the database while Redis is away."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client, RequestFactory

from accounts.models import User
from accounts.tests.factories import UserFactory
from common.addresses import address_of
from common.caching.counting import CountingTable
from common.http import limits
from common.http.limits import RateLimit, network_of, person

pytestmark = pytest.mark.django_db
TWICE = RateLimit("tests.twice", allowed=2)


@pytest.fixture(autouse=True)
def half_past(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Twenty seconds before the minute is over."""
    clock = {"now": 1_800_000_040.0}
    monkeypatch.setattr(limits.time, "time", lambda: clock["now"])
    return clock


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_what_is_too_often_says_how_long_to_wait(half_past: Any) -> None:
    assert [TWICE.count("a"), TWICE.count("a"), TWICE.count("a"), TWICE.count("b")] == [0, 0, 21, 0]
    half_past["now"] += 20
    assert TWICE.count("a") == 0


def test_limits_have_room_of_their_own() -> None:
    TWICE.count("a")
    for number in range(4_000):
        cache.set(f"made-up-{number}", number)
        caches["pages"].set(f"made-up-{number}", number)
    TWICE.count("a")
    assert TWICE.count("a") > 0


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
def test_a_network_is_one_address_or_what_a_household_has(first: str, second: str, is_same: bool) -> None:
    asked = [network_of(RequestFactory().get("/", REMOTE_ADDR=address)) for address in (first, second)]
    assert (asked[0] == asked[1]) is is_same


@pytest.mark.parametrize("is_api", [False, True])
def test_one_person_writes_so_often_in_a_minute_and_reads_on(
    settings: Any, is_api: bool, half_past: Any
) -> None:
    path = f"{address_of('api')}v1/lessons/x/" if is_api else "/account/profile/"
    settings.WRITES_A_MINUTE = {"api": 2, "uploads": 1, "forms": 2}
    reader, other = signed_in(UserFactory()), signed_in(UserFactory())

    def write(client: Client) -> Any:
        return client.post(path, data="{}", content_type="application/json")

    assert 429 not in [write(reader).status_code for _ in range(2)]
    refused = write(reader)
    assert (refused.status_code, refused["Retry-After"]) == (429, "21")
    assert "Try again in 21 seconds" in refused.content.decode()
    assert write(other).status_code != 429
    assert reader.get(path).status_code != 429
    if is_api:
        assert refused.json()["code"] == "too_often"


def test_files_have_a_limit_of_their_own(settings: Any) -> None:
    settings.WRITES_A_MINUTE = {"api": 9, "uploads": 1, "forms": 9}
    client = signed_in(UserFactory())
    assert [client.post("/account/profile/", {"a": "b"}).status_code == 429 for _ in range(2)] == [
        False,
        True,
    ]


def test_strangers_are_not_counted_together(settings: Any) -> None:
    settings.WRITES_A_MINUTE = dict.fromkeys(settings.WRITES_A_MINUTE, 0)
    assert Client().post("/account/login/", {"login": "a@example.org"}).status_code == 200


@pytest.fixture
def without_redis(settings: Any) -> None:
    """The limits' cache as in production, with nobody at the address."""
    settings.CACHES = {
        **settings.CACHES,
        "limits": {
            "BACKEND": "common.caching.redis_cache.RedisOrElse",
            "LOCATION": "redis://127.0.0.1:1/0",
            "TIMEOUT": 3600,
            "OPTIONS": {
                "instead": {
                    "BACKEND": "common.caching.counting.CountingTable",
                    "LOCATION": "common_counted_limit",
                }
            },
        },
    }


def test_without_redis_the_database_counts(without_redis: None) -> None:
    assert [TWICE.count("a") for _ in range(3)] == [0, 0, 21]
    assert TWICE.count("b") == 0


def test_without_redis_failed_sign_ins_are_limited_and_a_right_one_succeeds(without_redis: None) -> None:
    reader = UserFactory()
    reader.set_password("learn-something-today")
    reader.save()
    other = UserFactory()

    def sign_in(email: str, password: str) -> Any:
        return Client().post("/account/login/", {"login": email, "password": password})

    assert sign_in(reader.email, "learn-something-today").status_code == 302
    said = [sign_in(other.email, "wrong").content.decode() for _ in range(6)]
    assert ["Too many failed attempts" in page for page in said] == [False] * 5 + [True]


def test_the_table_counts_for_as_long_as_it_was_told_and_forgets() -> None:
    table = CountingTable("common_counted_limit", {"TIMEOUT": 3600})
    with pytest.raises(ValueError, match="not found"):
        table.incr("nobody")
    assert table.add("a", 0, 60)
    assert not table.add("a", 0, 60)
    assert [table.incr("a"), table.incr("a"), table.get("a")] == [1, 2, 2]


def test_a_person_is_no_network() -> None:
    assert person(7) != network_of(RequestFactory().get("/", REMOTE_ADDR="0.0.0.7"))
