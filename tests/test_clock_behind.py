"""A server whose clock is an hour behind: what the database holds lies in the future, and nothing breaks.

So it is after a machine was restarted with a wrong clock, or where one of several runs slow.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.addresses import TABLE, assessments, classroom
from tests.roles import ADMIN, IN, OWNER, STRANGER, open_academy

pytestmark = pytest.mark.django_db

BEHIND = timedelta(hours=1)


@pytest.mark.parametrize("who", [STRANGER, IN, OWNER, ADMIN])
def test_no_address_breaks(who: str) -> None:
    academy = open_academy()
    client = Client(raise_request_exception=False)
    if who != STRANGER:
        client.force_login(academy.people[who])
    for what, (ask, _allowed) in (classroom.TABLE | assessments.TABLE).items():
        if "invit" not in what:  # whoever joins the cohort is the second one, and the table asks for the one
            ask(client, academy)  # so that there are rows of theirs
    broken = []
    with time_machine.travel(timezone.now() - BEHIND):
        for what, (ask, _allowed) in TABLE.items():
            with transaction.atomic():
                response = ask(client, academy)
                if response.status_code >= 500:
                    broken.append(f"{what}: {response.status_code}")
                transaction.set_rollback(True)
    assert broken == []
