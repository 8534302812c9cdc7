"""Sessions: read by one statement, and otherwise as Django's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from common.http.sessions import SessionStore

pytestmark = pytest.mark.django_db


def _kept(**data: Any) -> str:
    session = SessionStore()
    session.update(data)
    session.save()
    assert session.session_key
    return session.session_key


def test_a_session_is_read_by_one_query(django_assert_num_queries: Any) -> None:
    key = _kept(basket="7", words=["a", "é"])
    with django_assert_num_queries(1):
        read = SessionStore(key)
        assert dict(read.items()) == {"basket": "7", "words": ["a", "é"]}
    assert dict(db.SessionStore(key).items()) == dict(read.items())
    assert read.session_key == key


@pytest.mark.parametrize("lacks", ["row", "time", "signature"])
def test_a_session_that_is_not_there_is_empty_and_keeps_no_key_of_its_maker(lacks: str) -> None:
    key = _kept(basket="7")
    if lacks == "row":
        Session.objects.all().delete()
    elif lacks == "time":
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    else:
        Session.objects.update(session_data="nobody signed this")
    ours, djangos = SessionStore(key), db.SessionStore(key)
    assert dict(ours.items()) == dict(djangos.items()) == {}
    assert ours.session_key == djangos.session_key
