"""What a list of the admin is asked in its address and doesn't know: the list with a note, never an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.html import escape

from tests.roles import ADMIN, Academy, open_academy

pytestmark = pytest.mark.django_db

NOTE = "known here and were ignored"
TOO_MUCH = "9" * 30
#: Of every list of records, whatever it shows.
ANYWHERE = [
    {"status_now": "expired"},
    {"password__startswith": "a"},
    {"person__password__startswith": "a"},
    {"nothing__at__all": TOO_MUCH},
    {"e": "1", "status_now": ""},
]
#: Of filters that some list has.
VALUES = [
    ("academy_grants_modeladmin_index", {"now": "expired_yesterday"}),
    ("academy_grants_modeladmin_index", {"type__exact": "stolen"}),
    ("academy_grants_modeladmin_index", {"starts_at__gte": "yesterday"}),
    ("academy_grants_modeladmin_index", {"ends_at__isnull": "perhaps"}),
    ("academy_enrolments_modeladmin_index", {"payment": "in kind"}),
    ("academy_enrolments_modeladmin_index", {"paid_up_at__isempty": "2"}),
    ("academy_enrolments_modeladmin_index", {"course__status__exact": "lost"}),
    ("academy_cohorts_modeladmin_index", {"state": "liquid"}),
    ("academy_cohorts_modeladmin_index", {"is_active__exact": TOO_MUCH}),
    ("academy_access-for-many_modeladmin_index", {"state__exact": "liquid"}),
    ("wagtailusers_users:index", {"role": TOO_MUCH}),
    ("wagtailusers_users:index", {"last_seen_at_from": "soon"}),
    ("wagtailsnippets_assessments_question:list", {"kind": "riddle"}),
    ("wagtailsnippets_assessments_question:list", {"tag": "\0"}),
    ("wagtailsnippets_assessments_quiz:list", {"course": TOO_MUCH}),
    ("wagtailsnippets_assessments_exam:list", {"course": "mine"}),
    ("wagtailsnippets_assessments_assignment:list", {"course": "-1"}),
    ("assessments_marking:queue", {"course": TOO_MUCH}),
    ("assessments_marking:queue", {"work": "homework"}),
]
ODD = [
    {"p": "last"},
    {"p": TOO_MUCH},
    {"p": "-1"},
    {"o": "99"},
    {"o": "--1.x"},
    {"ordering": "password"},
    {"export": "docx"},
    {"q": "a\0b"},
    {"q": "'\"*(["},
]


@pytest.fixture
def academy() -> Academy:
    return open_academy()


@pytest.fixture
def staff(academy: Academy) -> Client:
    client = Client()
    client.force_login(academy.people[ADMIN])
    return client


#: Whoever looks at it adds to it, so its rows are not counted.
GROWS = "academy_security-log_modeladmin_index"


def lists_of_records() -> Iterator[str]:
    for name in get_resolver().reverse_dict:
        if isinstance(name, str) and name.endswith("_modeladmin_index"):
            yield name


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_list_leaves_out_what_it_does_not_know_and_says_so(staff: Client) -> None:
    wrong = []
    for name in lists_of_records():
        plain = staff.get(reverse(name))
        for asked in ANYWHERE:
            response = staff.get(reverse(name), asked)
            rows = response.context["result_count"], plain.context["result_count"]
            is_noted = NOTE in response.content.decode()
            if (
                response.status_code != 200
                or (rows[0] != rows[1] and name != GROWS)
                or is_noted != any(asked[key] for key in asked if key != "e")
            ):
                wrong.append((name, asked, response.status_code, rows, is_noted))
    assert wrong == []


@pytest.mark.parametrize(("name", "asked"), VALUES, ids=lambda value: str(value)[:60])
def test_a_value_that_a_filter_does_not_offer_is_noted(
    staff: Client, name: str, asked: dict[str, str]
) -> None:
    response = staff.get(reverse(name), asked)
    assert response.status_code == 200
    assert NOTE in response.content.decode().replace(escape("aren't"), "aren't")


def test_the_filters_that_are_known_still_count(staff: Client) -> None:
    address = reverse("academy_grants_modeladmin_index")
    wanted = staff.get(address, {"now": "revoked"}).context["result_count"]
    response = staff.get(address, {"now": "revoked", "status_now": "expired"})
    assert response.context["result_count"] == wanted
    assert "status_now=expired" not in response.content.decode().replace(NOTE, "")


def test_no_file_holds_more_than_was_asked_for(staff: Client) -> None:
    address = reverse("academy_grants_modeladmin_index")
    assert staff.get(address, {"export": "csv", "now": "expired"})["Content-Type"].startswith("text/csv")
    response = staff.get(address, {"export": "csv", "status_now": "expired"})
    assert response["Content-Type"].startswith("text/html")


def test_a_gradebook_leaves_out_what_it_does_not_know(academy: Academy, staff: Client) -> None:
    address = reverse("assessments_grades:gradebook", args=[academy.course.public_id])
    plain = staff.get(address)
    for asked in ({"cohort": TOO_MUCH}, {"shown": "nobody"}, {"cohort": "mine", "export": "csv"}):
        response = staff.get(address, asked)
        assert response.status_code == 200, asked
        assert len(response.context["lines"]) == len(plain.context["lines"])
        assert NOTE in response.content.decode()


def test_pages_orders_and_searches_that_cannot_be_are_no_errors(staff: Client) -> None:
    snippets = ["question", "quiz", "exam", "assignment"]
    names = [
        *lists_of_records(),
        *(f"wagtailsnippets_assessments_{model}:list" for model in snippets),
        "wagtailusers_users:index",
        "assessments_marking:queue",
        "assessments_grades:gradebooks",
    ]
    wrong = [
        (name, asked, status)
        for name in names
        for asked in ODD
        if (status := staff.get(reverse(name), asked).status_code) != 200
    ]
    assert wrong == []
