"""Access for many in the admin: lists of people read, the preview, running it, and what came of it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.admin.viewsets import PeopleIndexView
from accounts.roles import ADMINISTRATOR, SUPPORT
from accounts.tests.factories import UserFactory
from learning.access import actions
from learning.access.admin import recipient_sources
from learning.access.admin.recipient_sources import ListUnreadable, from_file, from_search, from_text
from learning.access.models import BulkEnrolmentJob, CourseAccess
from learning.courses.models import Course
from learning.testing.access import join, make_cohort, paid_course

pytestmark = pytest.mark.django_db
NEW = "/admin/academy/access-for-many/new/"


def read(listed: Any) -> list[tuple[int, str, str]]:
    return [(line.line, line.email, line.problem) for line in listed]


class TestLists:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("a@example.org\n\nb@example.org", [(1, "a@example.org", ""), (3, "b@example.org", "")]),
            (
                "a@example.org, b@example.org;c@example.org",
                [(1, f"{name}@example.org", "") for name in "abc"],
            ),
            ("Jane Doe <jane@example.org>", [(1, "jane@example.org", "")]),
            ('"Doe, Jane" <jane@x.org>, a@x.org', [(1, "jane@x.org", ""), (1, "a@x.org", "")]),
            ("a@example.org\nnobody", [(1, "a@example.org", ""), (2, "nobody", "no_address")]),
            ("a@x.org b@x.org", [(1, "a@x.org", ""), (1, "b@x.org", "")]),
            ("not an address, a@x.org", [(1, "not an address", "no_address"), (1, "a@x.org", "")]),
            ("Jane <jane>", [(1, "Jane <jane>", "no_address")]),
            (" \n ,; ", []),
        ],
    )
    def test_pasted(self, text, found):
        assert read(from_text(text)) == found

    @pytest.mark.parametrize(
        "text",
        [
            "email\na@example.org\nnobody\n",
            "Name;E-mail\nAnna;a@example.org\nX;nobody\n",
            "﻿first name,E_Mail,last name\r\nA,a@example.org,B\r\n,nobody,\r\n",
            "Prénom\tCourriel\nAnna\ta@example.org\nX\tnobody\n",
            "Name|Email address\nAnna|a@example.org\nX|nobody\n",
        ],
    )
    def test_files(self, text):
        assert read(from_file(text.encode())) == [(2, "a@example.org", ""), (3, "nobody", "no_address")]

    def test_names_come_along_and_lines_are_those_of_the_file(self):
        text = 'First name,Email,Last name\n"A\nB",a@example.org,C\n\nD,,E\n'
        first, second = from_file(text.encode("utf-16"))
        assert (first.line, first.first_name, first.last_name) == (2, "A\nB", "C")
        assert (second.line, second.problem) == (5, "no_address")

    def test_a_file_of_addresses_alone_needs_no_names(self):
        assert read(from_file(b"a@example.org\nb@example.org\n")) == [
            (1, "a@example.org", ""),
            (2, "b@example.org", ""),
        ]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "empty"),
            (b"name,phone\nx,1\n", "No .email. column found. The first line contains: name, phone."),
            (b"email\n\xff\xfe\xff", "UTF-8"),
            (b"PK\0\0", "This isn't a text file."),
            (b'email\n"a@example.org\n', "Line 2: From this line on, a quotation mark isn't closed"),
        ],
    )
    def test_what_is_no_list_is_refused(self, content, words):
        with pytest.raises(ListUnreadable, match=words):
            list(from_file(content))

    @given(st.lists(st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.org", fullmatch=True), min_size=1, unique=True))
    def test_no_address_is_lost(self, addresses):
        for listed in (from_text("\n".join(addresses)), from_file("\n".join(["email", *addresses]).encode())):
            assert [line.email for line in listed] == addresses

    def test_a_search_finds_whom_the_list_of_people_finds(self):
        assert PeopleIndexView.search_fields == recipient_sources.SEARCHED
        found = UserFactory(last_name="Ångström"), UserFactory(display_name="The ångström")
        UserFactory(last_name="Other")
        assert {line.person_id for line in from_search("ngström")} == {person.pk for person in found}


@pytest.fixture
def course() -> Course:
    return paid_course(lessons=1)


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[ADMINISTRATOR]))
    return client


def fields(course: Course, **changed: Any) -> dict[str, Any]:
    plain = {"courses": [course.pk], "source": "list", "unknown": "report", "ends": "course", "notes": "Term"}
    return plain | changed


def ordered(client: Client, course: Course, **changed: Any) -> BulkEnrolmentJob:
    response = client.post(NEW, fields(course, **changed))
    assert response.status_code == 302, response.content.decode()
    return BulkEnrolmentJob.objects.latest("pk")


def page(client: Client, bulk: BulkEnrolmentJob, **headers: Any) -> str:
    return client.get(reverse("access_admin:bulk", args=[bulk.public_id]), headers=headers).content.decode()


def do(client: Client, bulk: BulkEnrolmentJob, verb: str) -> None:
    assert client.post(reverse("access_admin:bulk_do", args=[bulk.public_id, verb])).status_code == 302
    bulk.refresh_from_db()


def outcomes(client: Client, bulk: BulkEnrolmentJob, query: str = "") -> list[list[str]]:
    response = client.get(reverse("access_admin:bulk_outcomes", args=[bulk.public_id]) + query)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


class TestScreens:
    def test_from_a_list_to_its_outcome(self, admin, course, django_capture_on_commit_callbacks):
        new, inside = UserFactory(), UserFactory()
        actions.grant_course_access(
            person=inside,
            course=course,
            type="manual",
            source_kind="manual",
            source_id="1",
            by=None,
            at=timezone.now(),
        )
        given = f"{new.email}\n{inside.email}\nwho@example.org\nnonsense"
        bulk = ordered(admin, course, addresses=given)
        shown = page(admin, bulk)
        assert "1 new, 1 unchanged, 1 without an account, 1 invalid line" in shown
        assert (
            "who@example.org" in shown
            and "nonsense" in shown
            and "This isn&#x27;t a valid email address." in shown
        )
        assert CourseAccess.objects.count() == 1
        with django_capture_on_commit_callbacks(execute=True):
            do(admin, bulk, "start")
        shown = page(admin, bulk)
        assert "1 new, 1 unchanged, 1 without an account" in shown and ">Run</button>" not in shown
        grant = CourseAccess.objects.get(person=new)
        assert (grant.notes, grant.source_kind) == ("Term", "bulk")
        assert outcomes(admin, bulk)[1:] == [
            ["1", new.email, course.title, "access granted", ""],
            ["2", inside.email, course.title, "already had access", ""],
            ["3", "who@example.org", "", "no account with this email address", ""],
            ["4", "nonsense", "", "This isn't a valid email address.", ""],
        ]
        assert [line[1] for line in outcomes(admin, bulk, "?only=unknown")[1:]] == ["who@example.org"]

    def test_from_a_file_a_cohort_and_a_search(self, admin, course):
        cohort = make_cohort(at=timezone.now(), name="Spring", starts_at=timezone.now())
        member = join(cohort, at=timezone.now()).person
        person = UserFactory(last_name="Findable")
        file = SimpleUploadedFile("list.csv", f"email\n{person.email}\n".encode())
        for more, label, found in (
            ({"source": "file", "file": file}, "list.csv", person),
            ({"source": "cohort", "cohort": cohort.pk}, "Spring", member),
            ({"source": "search", "search": "findab"}, "findab", person),
        ):
            bulk = ordered(admin, course, **more)
            assert (bulk.source_label, bulk.people.get().person) == (label, found)
            assert label in page(admin, bulk)

    @pytest.mark.parametrize(
        ("changed", "complaint"),
        [
            ({}, "Choose who this is for."),
            ({"source": "search", "search": "nobody at all"}, "This list is empty."),
            (
                {"source": "file", "file": SimpleUploadedFile("x.csv", b"name\nx\n")},
                "No “email” column found.",
            ),
            ({"addresses": "a@example.org", "courses": []}, "required"),
            ({"addresses": "a@example.org", "ends": "until"}, "Enter an end date."),
            (
                {"addresses": "a@example.org", "ends": "until", "ends_at": "2020-01-01 09:00"},
                "Access must end after it starts.",
            ),
        ],
    )
    def test_a_mistake_is_told_and_nothing_written(self, admin, course, changed, complaint):
        response = admin.post(NEW, fields(course, **changed))
        assert response.status_code == 422 and complaint in response.content.decode()
        assert not BulkEnrolmentJob.objects.exists()

    def test_while_it_runs_the_page_moves_with_and_without_scripts(self, admin, course):
        bulk = ordered(admin, course, addresses=UserFactory().email)
        do(admin, bulk, "start")
        shown = page(admin, bulk)
        assert "<progress" in shown and 'http-equiv="refresh"' in shown and "htmx.min.js" in shown
        part = page(admin, bulk, HX_Request="true")
        assert "0 of 1 people processed" in part and "<html" not in part
        do(admin, bulk, "stop")
        assert bulk.state == "stopped" and "Resume" in page(admin, bulk)
        response = admin.get(
            reverse("access_admin:bulk", args=[bulk.public_id]), headers={"HX-Request": "true"}
        )
        assert response["HX-Refresh"] == "true"

    def test_one_that_does_not_move_says_so(self, admin, course):
        bulk = ordered(admin, course, addresses=UserFactory().email)
        do(admin, bulk, "start")
        BulkEnrolmentJob.objects.update(moved_at=timezone.now() - timedelta(minutes=10))
        assert "No progress for several minutes." in page(admin, bulk)

    def test_counting_again(self, admin, course):
        person = UserFactory()
        bulk = ordered(admin, course, addresses=f"{person.email} late@example.org")
        UserFactory(email="late@example.org")
        do(admin, bulk, "count")
        assert bulk.planned["unknown"] == 0

    def test_queries_do_not_grow_with_the_list(self, admin, course):
        def queries(count: int) -> int:
            addresses = "\n".join(f"no{number}@example.org\nbad{number}" for number in range(count))
            bulk = ordered(admin, course, addresses=addresses)
            with CaptureQueriesContext(connection) as asked:
                page(admin, bulk)
            return len(asked)

        queries(1)  # what Wagtail remembers from now on
        assert queries(1) == queries(30)

    def test_the_list_of_orders_leads_to_them(self, admin, course):
        bulk = ordered(admin, course, addresses=UserFactory().email)
        shown = admin.get("/admin/academy/access-for-many/").content.decode()
        assert reverse("access_admin:bulk", args=[bulk.public_id]) in shown and "0 / 1" in shown
        assert admin.get("/admin/academy/access-for-many/?export=csv").status_code == 200

    def test_only_who_may_make_accounts_is_offered_to_invite(self, admin, course):
        assert "Create an account and email sign-in instructions" in admin.get(NEW).content.decode()
        helper = Client()
        helper.force_login(UserFactory(roles=[SUPPORT]))
        assert helper.get(NEW).status_code in (302, 403)

    def test_a_cohort_leads_here_with_its_people_chosen(self, admin):
        cohort = make_cohort(at=timezone.now(), name="Spring", starts_at=timezone.now())
        shown = admin.get(f"{NEW}?cohort={cohort.pk}").content.decode()
        assert f'<option value="{cohort.pk}" selected>' in shown
