"""Trophies: by how many certificates somebody has that weren't revoked."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.certificates import actions, selectors
from learning.certificates.trophies import TrophyShelf
from learning.testing.certificates import make_certificate


@pytest.mark.parametrize(
    ("certificates", "earned", "percentage", "words"),
    [
        (0, "", 0, "0 of 1 for Bronze"),
        (1, "bronze", 50, "1 of 2 for Silver"),
        (2, "silver", 66, "2 of 3 for Gold"),
        (3, "gold", 60, "3 of 5 for Platinum"),
        (4, "gold", 80, "4 of 5 for Platinum"),
        (5, "platinum", 50, "5 of 10 for Diamond"),
        (9, "platinum", 90, "9 of 10 for Diamond"),
        (10, "diamond", 50, "10 of 20 for Ultimate"),
        (19, "diamond", 95, "19 of 20 for Ultimate"),
        (20, "ultimate", 100, "You've earned every trophy."),
        (300, "ultimate", 100, "You've earned every trophy."),
    ],
)
def test_what_certificates_are_worth(certificates: int, earned: str, percentage: int, words: str) -> None:
    shelf = TrophyShelf(certificates)
    assert (shelf.earned[-1].code if shelf.earned else "") == earned
    assert (shelf.percentage, shelf.words) == (percentage, words)
    assert len(shelf.earned) + len(shelf.ahead) == 6


@pytest.mark.django_db
def test_only_ones_own_certificates_count_and_none_that_was_revoked(django_assert_num_queries: Any) -> None:
    person, other = UserFactory(), UserFactory()
    first, _second, _others = (make_certificate(person=one) for one in (person, person, other))
    with django_assert_num_queries(1):
        assert selectors.trophies_of(person) == TrophyShelf(2)
    actions.revoke_certificate(certificate=first, by=other, at=timezone.now(), reason="Copied.")
    assert selectors.trophies_of(person) == TrophyShelf(1)
