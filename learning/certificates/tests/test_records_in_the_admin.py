"""Enrolments, grants and certificates in the Wagtail admin: to be read, not written."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from learning.access.models import CourseAccess, Enrolment
from learning.certificates.models import Certificate
from learning.testing.access import enrolled
from learning.testing.certificates import make_certificate

pytestmark = pytest.mark.django_db

LISTS = ["enrolments", "grants", "certificates"]


def signed_in(**person: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(**person))
    return client


@pytest.mark.parametrize("name", LISTS)
def test_support_lists_searches_inspects_and_exports(name: str) -> None:
    certificate = make_certificate()
    person = certificate.enrolment.person
    row: Any = {
        "enrolments": certificate.enrolment,
        "grants": CourseAccess.objects.get(),
        "certificates": certificate,
    }[name]
    client, address = signed_in(roles=["Support"]), f"/admin/academy/{name}/"
    assert certificate.course_title in client.get(address).content.decode()
    assert certificate.course_title in client.get(address, {"q": person.email}).content.decode()
    assert certificate.course_title not in client.get(address, {"q": "nobody"}).content.decode()
    assert client.get(f"{address}inspect/{row.pk}/").status_code == 200
    exported = client.get(address, {"export": "csv"})
    assert certificate.course_title in exported.getvalue().decode()


@pytest.mark.parametrize("name", LISTS)
def test_a_title_is_never_exported_as_a_formula(name: str) -> None:
    make_certificate(title="=1+1")
    client = signed_in(roles=["Support"])
    exported = client.get(f"/admin/academy/{name}/", {"export": "csv"}).getvalue().decode()
    assert "'=1+1" in exported and ",=1+1" not in exported


@pytest.mark.parametrize("name", LISTS)
def test_others_see_nothing_and_nobody_writes(name: str) -> None:
    certificate = make_certificate()
    before = [list(model.objects.values()) for model in (Enrolment, CourseAccess, Certificate)]
    address = f"/admin/academy/{name}/"
    for outsider in (signed_in(roles=["Instructor"]), signed_in(roles=["Marketer"]), signed_in(), Client()):
        assert certificate.learner_name not in outsider.get(address).content.decode()
    superuser = signed_in(is_staff=True, is_superuser=True)
    for verb in ("create/", f"edit/{certificate.pk}/", f"delete/{certificate.pk}/"):
        superuser.post(address + verb, follow=True)
    assert [list(model.objects.values()) for model in (Enrolment, CourseAccess, Certificate)] == before


@pytest.mark.parametrize("name", ["enrolments", "grants"])
def test_more_rows_cost_no_more_queries(name: str) -> None:
    course = make_certificate().enrolment.course
    client, counts = signed_in(roles=["Support"]), []
    for _round in range(2):
        client.get(f"/admin/academy/{name}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/admin/academy/{name}/")
        counts.append(len(queries))
        for _number in range(5):
            enrolled(course)
    assert counts[0] == counts[1]
