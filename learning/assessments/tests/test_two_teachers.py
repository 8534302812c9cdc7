"""Two teachers who override one score at the same time: the second sees what the first did."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone

from learning.assessments.actions.grades import override_grade
from learning.assessments.models import GradeOverride
from learning.testing.clients import signed_in
from learning.testing.courses import make_manager

from .class_with_works import IN_PLACE, Class

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("headers", [{}, IN_PLACE])
def test_the_second_of_two_teachers_is_shown_what_the_first_changed(headers):
    room = Class()
    client, url = signed_in(room.teacher), room.override_url(room.quiz)

    def seen() -> str:
        return re.search(r'name="seen" value="(\d+)"', client.get(url, headers=headers).content.decode())[1]

    mine = {"score": "80", "reason": "Mine", "seen": seen()}
    other = make_manager()
    override_grade(
        enrolment=room.people[0],
        graded_item=room.quiz.graded_item,
        score=Decimal(65),
        reason="The key was wrong",
        by=other,
        at=timezone.now(),
    )
    refused = client.post(url, mine, headers=headers)
    page = unescape(refused.content.decode())
    assert refused.status_code == 422
    assert f"{other.get_display_name()} set 65% meanwhile: “The key was wrong”" in page
    assert 'value="80"' in page and GradeOverride.objects.count() == 1
    again = mine | {"seen": re.search(r'name="seen" value="(\d+)"', page)[1]}
    assert client.post(url, again, headers=headers).status_code in (200, 302)
    assert [row.score for row in GradeOverride.objects.order_by("pk")] == [65, 80]
