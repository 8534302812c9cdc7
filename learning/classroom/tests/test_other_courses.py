"""What My learning offers beside one's own courses is judged in part, and comes out as if all were judged."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from learning.access import policies
from learning.access.models import Enrolment
from learning.access.selectors import courses_with_grant, get_courses_by_visibility
from learning.classroom.caching.cache_version import advance_version
from learning.classroom.catalogue.catalogue_index import catalogue_index_for
from learning.classroom.dashboard import other_courses as module
from learning.classroom.dashboard.belongings import belongings_of
from learning.courses.models import Course, Release
from learning.courses.viewer import Viewer
from learning.progress.selectors import progress_of_many
from learning.testing import courses
from learning.testing.access import GrantFactory
from learning.testing.clients import queries, signed_in
from learning.testing.large_courses import many_courses

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
RULES: list[dict[str, Any]] = [
    *[{}] * 4,
    {"enrolment_method": "invite_only"},
    {"enrolment_method": "purchase"},
    {"visibility": "subscribers_only"},
    {"visibility": "members_only"},
    {"visibility": "hidden"},
    {"duration": "until", "until": "2020-01-01T00:00:00+00:00"},
]
STATUSES = ["active"] * 5 + ["coming_soon", "locked", "archived"]


def a_world(random: Random, *, count: int = 24) -> User:
    """Courses of every kind, and somebody with some of them."""
    first = courses.make_course(lessons=1)
    many_courses(count - 1)
    made = list(Course.objects.order_by("pk"))
    now = timezone.now()
    for number, course in enumerate(made):
        rules = random.choice(RULES)
        if random.random() < 0.2:
            rules = {**rules, "prerequisites": [first.pk]}
        moment = now - DAY * (number + 1)
        Release.objects.filter(course=course).update(rules=rules, released_at=moment)
        Course.objects.filter(pk=course.pk).update(status=random.choice(STATUSES))
    person = UserFactory()
    for course in random.sample(made, 5):
        ended = random.random() < 0.5
        GrantFactory(
            course=course, person=person, starts_at=now - 9 * DAY, ends_at=now - DAY if ended else None
        )
        if random.random() < 0.6:
            Enrolment.objects.create(person=person, course=course, enrolled_at=now - 9 * DAY)
    advance_version()
    return person


def compared(person: User) -> None:
    """Judged in part beside judged in full."""
    request = RequestFactory().get("/my-dashboard/")
    request.user = person
    viewer = Viewer(person=person, moment=timezone.now())
    shelf = catalogue_index_for(request)
    taken = {one.course.pk: one.course for one in progress_of_many(person).courses}
    granted = belongings_of(person).granted
    assert granted == courses_with_grant(viewer)
    found = module.other_courses(viewer, shelf, taken=taken.values(), granted=granted, shown_besides=())
    full = get_courses_by_visibility(viewer)
    could = {course.pk for course in full.available_to_unlock}
    newest = [entry.course_id for entry in shelf.entries if entry.course_id in could - taken.keys()]
    assert [entry.course_id for entry in found.available] == newest[: module.OTHERS_SHOWN]
    shut = {course.pk for course in full.not_available}
    shown = [course.pk for course in found.closed]
    assert set(shown) <= shut | taken.keys()
    assert len(shown) == min(module.OTHERS_SHOWN, len(shut | {pk for pk in taken if _shut(found, pk)}))
    for pk, verdict in found.verdicts.items():
        if pk in full.verdicts:
            assert (verdict.allowed, verdict.code) == (full.verdicts[pk].allowed, full.verdicts[pk].code)
    for entry in shelf.entries:
        verdict = full.verdicts.get(entry.course_id)
        grants = entry.course_id in granted
        if verdict is not None and not entry.asks_more and not grants and person.is_active:
            assert verdict or verdict.code == "no_grant" or policies.offers_to_enrol(verdict)


def _shut(found: module.OtherCourses, course_id: int) -> bool:
    verdict = found.verdicts[course_id]
    return not verdict and verdict.code != "no_grant" and not policies.offers_to_enrol(verdict)


@pytest.mark.parametrize("seed", range(6))
def test_judging_in_part_finds_what_judging_all_finds(seed: int) -> None:
    person = a_world(Random(seed))
    compared(person)
    compared(UserFactory())
    compared(UserFactory(roles=[ADMINISTRATOR]))
    person.is_active = False
    compared(person)


def test_a_hundred_courses_are_judged_no_more_than_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[int] = []
    real = policies.course_verdicts

    def counted(viewer: Viewer, asked: Any) -> Any:
        asked = list(asked)
        judged.append(len(asked))
        return real(viewer, asked)

    monkeypatch.setattr(module.access, "course_verdicts", counted)
    courses.make_course(lessons=1)
    client = signed_in(UserFactory())
    found = []
    for more in (9, 90):
        many_courses(more)
        advance_version()
        judged.clear()
        client.get("/my-dashboard/")
        found.append((sum(judged), queries(client, "/my-dashboard/")))
    assert found[0] == found[1]
    assert found[1][0] <= module.OTHERS_SHOWN
