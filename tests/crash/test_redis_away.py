"""Redis is killed, or hangs: pages, probes, sign-in, heartbeats and answers go on, and limits hold."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from common.caching.redis_cache import RedisOrElse
from learning.assessments.models import AnswerEntry
from learning.testing.clients import url_of
from learning.testing.progress import Learner, film_course, lessons_of
from learning.testing.quiz_takers import QuizTaker, some_quiz

from .conftest import Site
from .held import Browser, wait_until

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PASSWORD = "learn-something-today"
#: What a page may take on a busy machine, and half a second for the one that finds out.
MOST_SECONDS = 2.5
FAULTS: dict[str, Callable[[Site], None]] = {
    "killed": lambda site: site.redis.kill(),
    "hangs": lambda site: site.redis.hang(),
}


def signed_in(site: Site, person: User) -> Browser:
    client, browser = Client(), Browser(site.address)
    client.force_login(person)
    browser.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return browser


def stranger(site: Site) -> Browser:
    browser = Browser(site.address)
    browser.ask("/account/login/")
    return browser


def account() -> User:
    person = UserFactory()
    person.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=10)
    person.save()
    return person


@pytest.mark.parametrize("fault", FAULTS)
def test_everything_goes_on_without_redis(site: Site, fault: str) -> None:
    learner, taker, person = Learner(film_course(lessons=1)), QuizTaker(some_quiz()), account()
    attempt = taker.start()
    [lesson] = lessons_of(learner.course)
    course_url = url_of(learner.course)
    reader, quizzed, visitor = (
        signed_in(site, learner.enrolment.person),
        signed_in(site, taker.enrolment.person),
        stranger(site),
    )
    for browser in (reader, quizzed):
        assert browser.ask("/my-dashboard/")[0] == 200
    assert visitor.ask("/readyz") == (200, '{"database": "ok", "migrations": "ok", "redis": "ok"}')

    FAULTS[fault](site)

    def seen(browser: Browser, *asked: str) -> None:
        for path in asked:
            status, _content = browser.ask(path)
            assert status == 200, path
            assert browser.seconds < MOST_SECONDS, path

    seen(visitor, "/healthz", "/", "/courses/", course_url, "/account/login/")
    seen(reader, "/courses/", course_url, f"{course_url}{lesson.path}", "/my-dashboard/")
    status, content = visitor.ask("/readyz")
    assert (status, json.loads(content)["redis"]) == (503, "failing")
    report = json.dumps({"watch_percentage": 0, "timestamp": 0})
    assert reader.send_json(f"/api/v1/lessons/{lesson.public_id}/progress/", report)[0] == 200
    answer = json.dumps({"key": str(uuid.uuid4()), "fields": {"choice": ["b"]}})
    told = quizzed.send_json(f"/api/v1/attempts/{attempt.public_id}/answers/1/", answer, method="PUT")
    assert told[0] == 200, told[1]
    assert AnswerEntry.objects.count() == 1
    status, content = visitor.send("/account/login/", {"login": person.email, "password": PASSWORD})
    assert status == 302, content
    guesser, other = stranger(site), account()
    said = [guesser.send("/account/login/", {"login": other.email, "password": "wrong"})[1] for _ in range(6)]
    assert ["Too many failed attempts" in page for page in said] == [False] * 5 + [True]

    site.mend()
    assert visitor.ask("/readyz")[0] == 200


def test_what_was_changed_meanwhile_is_not_found_as_it_was(site: Site) -> None:
    cache = RedisOrElse(site.redis_url, {"KEY_PREFIX": "crash"})
    cache.set_many({"kept": "old", "changed": "old", "deleted": "old"})
    site.redis.hang()
    cache.set("changed", "new")
    cache.delete("deleted")
    assert cache.is_away
    site.redis.go_on()
    wait_until(lambda: cache.get("kept") == "old", seconds=15, what="recovery")
    assert cache.get_many(["kept", "changed", "deleted"]) == {"kept": "old"}


def test_after_too_many_changes_nothing_is_believed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.caching.redis_cache.MOST_MISSED", 3)
    cache = RedisOrElse(site.redis_url, {"KEY_PREFIX": "crash-many"})
    other = RedisOrElse(site.redis_url, {"KEY_PREFIX": "crash-other"})
    cache.set("kept", "old")
    other.set("kept", "old")
    site.redis.hang()
    for number in range(5):
        cache.delete(f"changed-{number}")
    site.redis.go_on()
    wait_until(lambda: other.get("kept") == "old", seconds=15, what="recovery")
    assert cache.get("kept") is None


def test_a_redis_that_started_again_costs_no_miss(site: Site) -> None:
    cache = RedisOrElse(site.redis_url, {"KEY_PREFIX": "crash-again"})
    cache.set("a", 1)
    site.redis.kill()
    site.redis.start()
    cache.set("a", 2)
    assert (cache.get("a"), cache.is_away) == (2, False)
