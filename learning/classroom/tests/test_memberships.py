"""A learner's paths and cohorts on the dashboard."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.models import Cohort, LearningPathPage
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import DAY, make_cohort, make_path
from learning.testing.clients import queries, signed_in

pytestmark = pytest.mark.django_db

DASHBOARD = "/my-dashboard/"


def shown(person: Any) -> str:
    return re.sub(r"\s+", " ", signed_in(person).get(DASHBOARD).content.decode())


def join(person: Any, *pages: LearningPathPage) -> None:
    for page in pages:
        actions.join_path(person=person, path=page.learning_path, at=timezone.now())


def cohort(person: Any, *opened: Course, **fields: Any) -> Cohort:
    made = make_cohort(*opened, **({"starts_at": timezone.now() - DAY} | fields))
    actions.join_cohort(person=person, cohort=made, at=timezone.now())
    return made


def test_a_path_says_how_far_it_is_and_what_comes_next() -> None:
    first, second, person = courses.make_course(lessons=1), courses.make_course(lessons=1), UserFactory()
    page = make_path((first, True), (second, True))
    join(person, page)
    html = shown(person)
    assert "My learning paths" in html and "0 of 2 required courses completed" in html
    assert f"Next: {first.title}" in html
    assert f'href="{LearningPathPage.objects.get(pk=page.pk).url}"' in html
    actions.leave_path(person=person, path=page.learning_path, at=timezone.now())
    assert "My learning paths" not in shown(person)


def test_a_cohort_says_when_it_begins_and_what_it_opens() -> None:
    course, person = courses.make_course(title="Bread at home", lessons=1), UserFactory()
    cohort(person, course, name="Bakers", starts_at=timezone.now() + 3 * DAY)
    html = shown(person)
    assert "Bakers" in html and "Starts on" in html and "Bread at home" in html


def test_a_cohort_that_is_over_is_not_shown() -> None:
    person = UserFactory()
    over = cohort(person, name="Long ago", ends_at=timezone.now() + DAY)
    Cohort.objects.filter(pk=over.pk).update(starts_at=timezone.now() - 9 * DAY, ends_at=timezone.now() - DAY)
    assert "Long ago" not in shown(person)


def test_who_belongs_to_nothing_is_shown_nothing() -> None:
    html = shown(UserFactory())
    assert "My learning paths" not in html and "My cohorts" not in html


def test_more_paths_and_cohorts_cost_no_more_queries() -> None:
    person = UserFactory()
    client = signed_in(person)

    def grow(number: int) -> None:
        opened = [courses.make_course(lessons=1) for _number in range(number)]
        join(person, make_path(*((course, True) for course in opened)))
        cohort(person, *opened)

    grow(2)
    few = queries(client, DASHBOARD)
    for number in (1, 4):
        grow(number)
    assert queries(client, DASHBOARD) == few <= 32
