"""What a browser in which somebody is signed in sends along."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.middleware.csrf import get_token

from accounts.models import User
from bench.middleware import BARE


def headers_of(person: User, *, is_bare: bool = False) -> dict[str, str]:
    """The headers of a session of this person, made for the occasion.

    is_bare: for a yardstick, which finds session and person as Django does.
    """
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1 if is_bare else 0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    request = HttpRequest()
    token = get_token(request)
    cookies = {
        settings.SESSION_COOKIE_NAME: session.session_key,
        settings.CSRF_COOKIE_NAME: request.META["CSRF_COOKIE"],
    }
    return {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": token,
        **({BARE: "yes"} if is_bare else {}),
    }
