"""The checkout of courses: as many queries for many as for one, and what it says is as things stand."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from commerce.customers.actions import change_details, customer_for
from commerce.customers.details import BuyerDetails
from learning.access.sales.products import keep_course_product
from learning.access.sales.sellers import CourseSeller
from learning.courses.models import Course, CourseInstructor, CoursePage
from learning.testing.access import GrantFactory
from learning.testing.courses import charge, make_course, publish
from library.tests.factories import ImageFactory

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def buyer(client: Client) -> User:
    person = UserFactory(email="buyer@example.org")
    customer = customer_for(account_id=person.public_id, name="Ada", email=person.email, at=timezone.now())
    details = BuyerDetails(name="Ada Okafor", email=person.email, country="DE")
    change_details(customer=customer, details=details)
    client.force_login(person)
    return person


def sold(title: str) -> Course:
    course = make_course(title=title, thumbnail=ImageFactory())
    charge(course, (4_900, "EUR"), at=timezone.now())
    keep_course_product(course_id=course.pk, at=timezone.now())
    return course


def add(client: Client, course: Course) -> None:
    client.post(reverse("checkout:add"), {"product": course.product_code})


def page(client: Client) -> str:
    return str(client.get(reverse("checkout:page")).content.decode())


def test_its_queries_stay_flat(client: Client, buyer: User, django_assert_num_queries: Any) -> None:
    """The session, the person, the basket; the courses with grants and pages, and their pictures."""
    courses = [sold(f"Course {number}") for number in range(5)]
    add(client, courses[0])
    page(client)  # what a release says is read once, and a picture made once
    with django_assert_num_queries(5):
        page(client)
    for course in courses[1:]:
        add(client, course)
    page(client)
    with django_assert_num_queries(5):
        shown = page(client)
    assert all(f"Course {number}" in shown for number in range(5)) and shown.count("/media/images/") == 5


def test_what_became_of_a_course_is_said_at_once(client: Client, buyer: User) -> None:
    course = sold("Bread at home")
    add(client, course)
    source = CoursePage.objects.get(course=course)
    source.title = "Bread for everybody"
    source.save_revision()
    publish(source)
    assert "Bread for everybody" in page(client) and "Bread at home" not in page(client)
    Course.objects.filter(pk=course.pk).update(status=Course.Status.ARCHIVED)
    assert "This course is closed to new learners." in page(client)
    GrantFactory(person=buyer, course=course)
    assert "You already have this course." in page(client)


def test_who_teaches_a_course_may_buy_it_like_anybody(client: Client, buyer: User) -> None:
    course = sold("Bread at home")
    CourseInstructor.objects.create(course=course, account=buyer)
    seller = CourseSeller()
    code = course.product_code
    assert seller.may_buy(buyer.public_id, [code])[code].allowed
    faces, verdicts = seller.faces_and_verdicts(buyer.public_id, [code, "course:none"])
    assert faces[code].title == "Bread at home" and faces[code].url and faces[code].image_url
    assert verdicts[code].allowed and verdicts["course:none"].code == "not_available"
    assert faces == seller.addresses([code, "course:none"])
