"""How many people take a course, counted by the database while many enrol, leave and fold the numbers."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from accounts.tests.factories import UserFactory
from learning.access import actions, selectors
from learning.access.models import EnrolledTally, Enrolment
from learning.courses.models import Course
from learning.testing import courses
from learning.testing.access import NOON

from .waiting import await_waiting

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def people(count: int) -> list[User]:
    faces = (User(email=f"{number}@example.org", password="!") for number in range(count))
    return User.objects.bulk_create(faces)


def counted() -> dict[int, int]:
    """What enrolments say, as the numbers should."""
    rows = Enrolment.objects.filter(run=1).values_list("course", "person")
    found: dict[int, int] = dict.fromkeys(Course.objects.values_list("pk", flat=True), 0)
    for course, _person in rows:
        found[course] += 1
    return found


def told() -> dict[int, int]:
    return selectors.enrolled_counts(Course.objects.values_list("pk", flat=True))


def taken(person: User, course: Course, run: int = 1) -> Enrolment:
    return Enrolment(person=person, course=course, enrolled_at=NOON, run=run)


def on_its_own(work: Callable[[], Any]) -> threading.Thread:
    """A thread with a connection of its own, not yet started."""

    def go() -> None:
        try:
            work()
        finally:
            connection.close()

    return threading.Thread(target=go)


def finished(*threads: threading.Thread) -> bool:
    for thread in threads:
        thread.join(20)
    return not any(thread.is_alive() for thread in threads)


def test_only_what_was_written_is_counted(django_assert_num_queries: Any) -> None:
    one, two = courses.make_course(), courses.make_course()
    everyone = people(5)
    Enrolment.objects.bulk_create(taken(person, one) for person in everyone[:3])
    Enrolment.objects.bulk_create((taken(person, one) for person in everyone), ignore_conflicts=True)
    Enrolment.objects.bulk_create([taken(everyone[0], one, run=2), taken(everyone[0], two)])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        taken(everyone[1], two).save()
        assert told() == {one.pk: 5, two.pk: 2}
        raise ZeroDivisionError
    assert told() == counted() == {one.pk: 5, two.pk: 1}
    Enrolment.objects.filter(person=everyone[2]).update(course=two)
    Enrolment.objects.filter(person=everyone[3]).delete()
    Enrolment.objects.filter(person=everyone[4]).update(enrolled_at=NOON)
    assert told() == counted() == {one.pk: 3, two.pk: 2}
    with django_assert_num_queries(1):
        told_of = selectors.enrolled_counts([one.pk])
    assert told_of == {one.pk: 3}


def test_nobody_who_enrols_waits_for_another() -> None:
    """Two transactions that enrol into the same courses in opposite orders neither wait nor lock each other
    out, and each sees what is committed."""
    one, two = courses.make_course(), courses.make_course()
    ada, ben = people(2)
    with transaction.atomic():
        taken(ada, one).save()

        def other() -> None:
            with transaction.atomic():
                taken(ben, two).save()
                taken(ben, one).save()

        thread = on_its_own(other)
        thread.start()
        assert finished(thread)
        assert told() == {one.pk: 2, two.pk: 1}
        taken(ada, two).save()
    assert told() == counted() == {one.pk: 2, two.pk: 2}


def test_two_that_fold_at_once_lose_nothing() -> None:
    course = courses.make_course()
    for person in people(4):
        taken(person, course).save()
    assert EnrolledTally.objects.count() == 4
    second = on_its_own(actions.fold_tallies)
    with transaction.atomic():
        actions.fold_tallies()
        second.start()
        await_waiting([second])
        taken(UserFactory(), course).save()
    assert finished(second)
    assert told() == counted() == {course.pk: 5}


def test_recounting_mends_what_was_loaded_without_triggers() -> None:
    course, other = courses.make_course(), courses.make_course()
    ada, ben, cleo = people(3)
    taken(ada, course).save()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        taken(ben, course).save()
        taken(cleo, other).save()
        cursor.execute("SET session_replication_role = DEFAULT")
    assert told() == {course.pk: 1, other.pk: 0}
    assert actions.recount_tallies() == 2
    assert actions.recount_tallies() == 0
    assert told() == counted() == {course.pk: 2, other.pk: 1}


def test_many_at_once() -> None:
    """Whoever enrols, leaves, folds and recounts at once: the numbers are right in the end."""
    places, everyone = [courses.make_course() for _number in range(3)], people(30)

    def some(seed: int) -> Callable[[], None]:
        def work() -> None:
            lot = random.Random(seed)
            for _number in range(25):
                chosen = [
                    taken(lot.choice(everyone), lot.choice(places)) for _each in range(lot.randint(1, 5))
                ]
                Enrolment.objects.bulk_create(chosen, ignore_conflicts=True)
                if lot.random() < 0.3:
                    gone = Enrolment.objects.filter(person=lot.choice(everyone))
                    gone.filter(course=lot.choice(places)).delete()
                lot.choice((actions.fold_tallies, actions.recount_tallies, told))()

        return work

    threads = [on_its_own(some(seed)) for seed in range(4)]
    for thread in threads:
        thread.start()
    assert finished(*threads)
    assert told() == counted()
    actions.fold_tallies()
    assert told() == counted()
    assert EnrolledTally.objects.count() <= len(places)
