"""The mail server is stopped, then hangs, then is back: pages answer at once, and each mail arrives once.

A real gunicorn with production's settings, and SMTP servers of our own on a port that is nobody's in between.
"""

from __future__ import annotations

import html
import http.client
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import PASSWORD, UserFactory
from common.mail.outbox import LONGEST_OUTAGE_PAUSE
from common.models import OutgoingEmail, PeriodicRun
from home.models import LandingPage
from home.tests.factories import hero, make_home, make_landing, section, with_form
from scripts.servers import free_port, gunicorn
from tests.test_behind_nginx import database_url

from .held import wait_until
from .mail_servers import hanging, taking

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
#: A page that waited for a mail server that hangs would take at least ten (EMAIL_TIMEOUT).
QUICK_SECONDS = 8.0


class FormBrowser:
    """Keeps cookies and tokens, and how long each answer took."""

    def __init__(self, server: str, *, is_warming_up: bool = False) -> None:
        self.is_warming_up = is_warming_up
        self.server, self.cookies, self.token = urlsplit(server).netloc, dict[str, str](), ""

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Open the page with the form, and send it."""
        self.get(path)
        return self.send(path, **fields)

    def send(self, path: str, **fields: str) -> tuple[int, str]:
        return self._ask("POST", path, fields)

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode({"csrfmiddlewaretoken": self.token, **fields})
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection(self.server, timeout=60)
        began = time.monotonic()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        assert self.is_warming_up or time.monotonic() - began < QUICK_SECONDS, f"{method} {path} waited"
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page):
            self.token = found.group(1)
        if answer.status in (301, 302) and (there := answer.headers["Location"]):
            return self.get(there.removeprefix(f"http://{self.server}"))
        return answer.status, page


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def site(port: int, tmp_path: Path, settings: Any) -> Iterator[str]:
    # What people's passwords are hashed with here, the server has to read.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    env = {
        "DJANGO_SETTINGS_MODULE": "tests.production_settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database_url(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}?tls=no",
        "HTTPS": "no",
        "REDIS_URL": "",
        "S3_BUCKET": "",
        "LYCEUM_VAR_DIR": str(tmp_path),
        "WEB_THREADS": "4",
    }
    with gunicorn(env) as address:
        for path in ("/account/signup/", "/account/login/"):
            FormBrowser(address, is_warming_up=True).get(path)
        yield address


def due_at_once() -> None:
    """As if the pauses had passed: the background looks every ten seconds for what is due.

    An email that is being sent at this moment is left to whoever sends it: it would go out twice.
    """
    now = timezone.now()
    postponed = OutgoingEmail.objects.waiting().filter(next_attempt_at__lte=now + LONGEST_OUTAGE_PAUSE)
    postponed.update(next_attempt_at=now)
    PeriodicRun.objects.filter(name__endswith="sweep_emails").delete()


def all_sent() -> bool:
    """Whether nothing waits any more. A round that the hanging server held up may postpone an email late."""
    due_at_once()
    time.sleep(0.5)
    return not OutgoingEmail.objects.waiting().exists()


@pytest.fixture
def page() -> LandingPage:
    form = section("lead_form", title="Hear of us")
    landing = make_landing(make_home(), hero("Newsletter"), form, title="Newsletter", slug="newsletter")
    fields = [("Your name", "singleline"), ("Your email", "email")]
    return with_form(landing, *fields, thanks="Thanks, we have it.", recipients="desk@example.org")


def go_round(site: str, page: LandingPage, word: str) -> Counter[str]:
    """Cause a mail of each kind, as people do. Returns to whom they have to come."""
    learner, staff = UserFactory(), UserFactory(roles=[ADMINISTRATOR])
    new, invited, visitor = (f"{word}-{who}@example.org" for who in ("new", "invited", "visitor"))
    # signing up
    names = {"first_name": "Nour", "last_name": "Haddad"}
    status, shown = FormBrowser(site).post(
        "/account/signup/", **names, email=new, password1="a long way to walk"
    )
    assert (status, "We sent a code to" in shown and new in shown) == (200, True), shown
    # a new password, by a code
    status, shown = FormBrowser(site).post("/account/password/reset/", email=learner.email)
    assert (status, "We sent a code to" in shown) == (200, True)
    # the password is changed
    inside = FormBrowser(site)
    inside.post("/account/login/", login=learner.email, password=PASSWORD)
    inside.post("/account/reauthenticate/", password=PASSWORD)
    new_password = {"password1": "quite another one", "password2": "quite another one"}
    status, shown = inside.post("/account/password/change/", oldpassword=PASSWORD, **new_password)
    learner.refresh_from_db()
    assert (status, learner.check_password("quite another one")) == (200, True)
    # a form of a landing page
    reader = FormBrowser(site)
    _status, shown = reader.get(page.url)
    time.sleep(2.1)  # nobody fills it in faster
    moment = html.unescape(re.search(r'name="shown_at"[^>]*value="([^"]+)"', shown).group(1))  # type: ignore[union-attr]
    answers = {"your_name": "Ada", "your_email": visitor, "shown_at": moment, "leave_this_empty": ""}
    status, shown = reader.send(page.url, **answers)
    assert (status, "Thanks, we have it." in shown) == (200, True), shown
    # an invitation, and the same again
    desk = FormBrowser(site)
    desk.post("/account/login/", login=staff.email, password=PASSWORD)
    status, shown = desk.post("/admin/users/new/", email=invited, first_name="Ines", last_name="Roux")
    person = User.objects.get(email=invited)
    assert (status, f"Account created for {person}" in shown) == (200, True)
    status, shown = desk.post(f"/admin/academy/people/{person.public_id}/invite/")
    assert (status, "Invitation sent" in shown or "Emails are delayed" in shown) == (200, True)
    return Counter([new, learner.email, learner.email, "desk@example.org", visitor, invited, invited])


def test_pages_answer_at_once_and_every_mail_arrives_once(site: str, port: int, page: LandingPage) -> None:
    expected = go_round(site, page, "stopped")
    wait_until(lambda: OutgoingEmail.objects.delayed().exists())
    status, shown = FormBrowser(site).post("/account/password/reset/", email="nobody@example.org")
    assert (status, "longer than usual" in shown) == (200, True)
    expected += Counter(["nobody@example.org"])

    with hanging(port):
        due_at_once()
        expected += go_round(site, page, "hanging")
        assert OutgoingEmail.objects.waiting().count() == expected.total()

    with taking(port) as taken:
        wait_until(all_sent, seconds=90)
        wait_until(lambda: len(taken) >= expected.total())
    assert Counter(str(mail["To"]) for mail in taken) == expected
    assert len({mail["Message-ID"] for mail in taken}) == expected.total()
    assert not OutgoingEmail.objects.given_up().exists()
