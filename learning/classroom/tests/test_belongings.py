"""What a person has at all, read at once, beside one question for each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from learning.access.models import CohortMember, PathMember
from learning.access.selectors import courses_with_grant
from learning.certificates import actions as certificates
from learning.classroom.dashboard.belongings import Belongings, belongings_of
from learning.courses.viewer import Viewer
from learning.progress.models import Favourite
from learning.progress.selectors import favourites_of
from learning.testing import courses
from learning.testing.access import NOON, GrantFactory, join, make_cohort, make_path
from learning.testing.certificates import make_certificate

pytestmark = pytest.mark.django_db


def test_a_stranger_and_a_newcomer_have_nothing(django_assert_num_queries: Any) -> None:
    assert belongings_of(None) == Belongings()
    person = UserFactory()
    with django_assert_num_queries(1):
        assert belongings_of(person) == Belongings()


def test_everything_is_there_that_a_question_of_its_own_would_find() -> None:
    certificate = make_certificate()
    person = certificate.enrolment.person
    first, second = courses.make_course(lessons=1), courses.make_course(lessons=1)
    for course in (first, second, first):
        GrantFactory(course=course, person=person)
    Favourite.objects.create(person=person, course=second, added_at=NOON)
    Favourite.objects.create(person=UserFactory(), course=first, added_at=NOON)
    paths = [make_path((course, True)).learning_path for course in (first, second)]
    for hours, path in enumerate(paths):
        PathMember.objects.create(path=path, person=person, joined_at=NOON + timedelta(hours=hours))
    join(make_cohort(first), person)

    has = belongings_of(person)
    assert has.favourites == favourites_of(person) == {second.pk}
    assert has.granted == courses_with_grant(Viewer(person=person, moment=NOON)) >= {first.pk, second.pk}
    assert has.paths == (paths[1].pk, paths[0].pk)
    assert (has.is_in_cohort, has.certificates) == (True, 1)


def test_what_was_left_or_revoked_is_no_longer_there() -> None:
    certificate = make_certificate()
    person = certificate.enrolment.person
    certificates.revoke_certificate(
        certificate=certificate, by=UserFactory(roles=[ADMINISTRATOR]), at=NOON, reason="Copied."
    )
    join(make_cohort(courses.make_course(lessons=1)), person)
    CohortMember.objects.filter(person=person).update(left_at=NOON)
    path = make_path((courses.make_course(lessons=1), True)).learning_path
    PathMember.objects.create(path=path, person=person, joined_at=NOON, left_at=NOON)

    has = belongings_of(person)
    assert (has.paths, has.is_in_cohort, has.certificates) == ((), False, 0)
