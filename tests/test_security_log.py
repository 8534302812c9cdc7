"""Each look of staff at personal data is in the security log: every such address, who looked, at whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.models import SecurityLogEntry, User
from accounts.security_log import recording
from accounts.tests.factories import UserFactory
from common.personal_data import ShownData, announce, reading_of, registered, shows_something
from learning.assessments.models import SubmissionFile
from learning.testing.assignments import AssignmentTaker, rubric
from learning.testing.courses import make_manager
from tests.addresses import TABLE
from tests.roles import ADMIN, HELP, IN, OTHER, OUT, OWNER, Academy, open_academy

pytestmark = pytest.mark.django_db

#: Addresses of staff that show nobody's data but the reader's own, or what staff wrote.
SHOWS_NOBODY = {
    "academy_vouchers_modeladmin_index",
    "academy_coupons_modeladmin_index",
    "academy_products_modeladmin_index",
    "academy_tax-rates_modeladmin_index",
    "academy_gateway-messages_modeladmin_index",  # their names; what they say has screens
    "billing_admin:look_again",
    "certificates_admin:course",
    "billing_admin:new_tax_rate",
    "billing_admin:tax_rate",
    "ledger_books",
    "notifications_admin:test",  # to whoever asks
    "notifications_admin:broadcasts",  # texts for many; to whom each went stands in the list of messages
    "notifications_admin:broadcast",
    "notifications_admin:broadcast_do",
    "notifications_admin:new_broadcast",
    "wallet_admin:batch",
    "wallet_admin:export",
    "wallet_admin:make",
    "wallet_admin:print",
    "wallet_admin:stop",
    "academy_access-for-many_modeladmin_index",  # jobs; whom one is for stands on its own screen
    "academy_cohorts_modeladmin_index",
    "access_admin:bulk_do",
    "access_admin:bundle_owned",
    "access_admin:bundle_prices",
    "access_admin:bundle_tier_prices",
    "access_admin:change_cohort",
    "access_admin:invite",
    "access_admin:new_bulk",
    "access_admin:new_cohort",
    "access_admin:rules",
    "accounts_second_factor",
    "access_admin:withdraw_invitation",
    "assessments_grades:gradebooks",
    "assessments_grades:scheme",
    "assessments_marking:delete_comment",
    "assessments_marking:lower_passing_score",
    "assessments_marking:remark_question",
    "assessments_marking:remark_work",
    "assessments_marking:void_question",
    "catalogue_admin:coupon",
    "catalogue_admin:end_coupon",
    "catalogue_admin:new_coupon",
    "catalogue_admin:product",
    "classroom_archive",
    "common_export",
    "common_exports",
    "common_retry_emails",
    "common_retry_jobs",
    "common_retry_stuck",
    "common_system",
    "home_start",
    "library_admin:partial_upload",  # of the reader's own
    "library_admin:partial_uploads",
    "support:close_case",
    "support:my_courses",
    "support:preview",
    "support:preview_candidate",
    "support:preview_end",
    "support:preview_on_day",
    "wagtailforms:delete_submissions",
    "wagtailforms:index",
    "wagtailforms:index_results",
    "wagtailusers_users:add",
    "wagtailusers_users:delete",
    "wagtailusers_users:usage",
}
#: What authors and their reviewers write and read: courses and questions.
OF_COURSES = ("courses_admin:", "assessments_authoring:")
#: Refused to everybody: records have neither.
NOBODYS = ("_modeladmin_create", "_modeladmin_edit", "_modeladmin_delete")
OF_STAFF = ("admin/academy", "admin/^academy", "admin/users", "admin/forms")


@pytest.fixture
def academy() -> Academy:
    return open_academy()


def addresses(found: Any = None, space: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """The name and the pattern of every address."""
    for each in (found or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from addresses(each, inner, f"{path}{each.pattern}")
        elif each.name:
            yield f"{space}{each.name}", f"{path}{each.pattern}"


def entries() -> list[SecurityLogEntry]:
    return list(SecurityLogEntry.objects.order_by("pk"))


def client_of(academy: Academy, who: str) -> Client:
    client = Client()
    client.force_login(academy.people[who])
    return client


def test_of_every_address_of_staff_it_is_known_whether_it_shows_personal_data() -> None:
    names = {name for name, path in addresses() if path.startswith(OF_STAFF)}
    unsaid = names - set(registered()) - SHOWS_NOBODY
    assert (
        sorted(name for name in unsaid if not name.startswith(OF_COURSES) and not name.endswith(NOBODYS))
        == []
    )
    assert names >= SHOWS_NOBODY and not SHOWS_NOBODY & set(registered())


def test_what_is_registered_is_an_address() -> None:
    everything = {name for name, _path in addresses()}
    assert set(registered()) - everything == {
        "support.previewed_page",
        "assessments.submitted_work",
        "billing.invoice_file",
    }


@pytest.mark.parametrize("who", [ADMIN, HELP, OWNER])
def test_each_look_is_noted_once_and_no_refusal(who: str, academy: Academy) -> None:
    wrong = []
    for name in sorted(set(registered()) & set(TABLE)):
        ask, allowed = TABLE[name]
        client = client_of(academy, who)
        with transaction.atomic():
            answer = ask(client, academy)
            noted = [(entry.actor, entry.what) for entry in entries()]
            reads = answer.request["REQUEST_METHOD"] == "GET" and answer.status_code == 200
            if noted != [(academy.people[who], name)] * reads or (reads and who not in allowed):
                wrong.append((name, answer.status_code, noted))
            transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.parametrize(
    "name", ["support:learner", "support:why", "support:preview_as", "access_admin:grant"]
)
def test_who_was_looked_at_is_noted(name: str, academy: Academy) -> None:
    learner = academy.people[IN]
    address = f"{reverse(name, args=[learner.public_id])}?from=list"
    assert client_of(academy, ADMIN).get(address, REMOTE_ADDR="198.51.100.7").status_code == 200
    [entry] = entries()
    assert (entry.actor, entry.person, entry.kind) == (academy.people[ADMIN], learner, "viewed")
    assert (entry.path, entry.ip_address) == (address, "198.51.100.7")


def test_a_row_names_its_person_and_a_list_nobody(academy: Academy) -> None:
    client = client_of(academy, ADMIN)
    client.get(reverse("academy_grants_modeladmin_index"))
    client.get(reverse("academy_grants_modeladmin_inspect", args=[academy.grant.pk]))
    client.get(reverse("assessments_grades:learner", args=[academy.course.public_id, academy.enrolment.pk]))
    client.get(reverse("wagtailusers_users:edit", args=[academy.people[IN].pk]))
    learner = academy.people[IN]
    assert [entry.person for entry in entries()] == [None, learner, learner, learner]


def test_an_export_is_noted_as_one(academy: Academy) -> None:
    client_of(academy, ADMIN).get(reverse("academy_grants_modeladmin_index"), {"export": "csv"})
    assert [(entry.kind, entry.path.endswith("?export=csv")) for entry in entries()] == [("exported", True)]


def test_looking_through_somebodys_eyes_is_noted_page_by_page(academy: Academy) -> None:
    client, learner = client_of(academy, HELP), academy.people[OUT]
    begin = reverse("support:preview_as", args=[learner.public_id])
    client.post(begin, {"course": academy.course.pk, "moment": ""})
    SecurityLogEntry.objects.all()._raw_delete("default")
    client.get(academy.url)
    assert [(entry.what, entry.person) for entry in entries()] == [("support.previewed_page", learner)]


class TestFilesOfLearners:
    @pytest.fixture
    def taker(self) -> AssignmentTaker:
        taker = AssignmentTaker(rubric=rubric(), takes_files=True)
        taker.attach()
        taker.hand_in()
        return taker

    def fetched(self, person: User, **headers: str) -> Any:
        client = Client(headers=headers)
        client.force_login(person)
        return client.get(SubmissionFile.objects.get().file.url)

    def test_staff_who_fetch_one_are_noted_each_time_it_is_shown(self, taker: AssignmentTaker) -> None:
        staff = make_manager(is_superuser=True)
        whole = self.fetched(staff)
        again = self.fetched(staff, if_none_match=whole.headers["ETag"])
        part = self.fetched(staff, range="bytes=0-5")
        assert (whole.status_code, again.status_code, part.status_code) == (200, 304, 206)
        noted = [(entry.actor, entry.person, entry.kind, entry.what) for entry in entries()]
        assert noted == [(staff, taker.person, "viewed", "assessments.submitted_work")] * 3
        assert entries()[0].path == SubmissionFile.objects.get().file.url

    def test_one_that_lies_in_a_bucket_is_noted_when_the_way_to_it_is_told(self, rf: Any) -> None:
        asked = rf.get("/files/")
        announce(asked, "assessments.submitted_work", 7, even_elsewhere=True)
        assert shows_something(asked, 302) and reading_of(asked) == ShownData("assessments.submitted_work", 7)
        announce(asked, "assessments.submitted_work", 7)
        assert not shows_something(asked, 302) and not shows_something(asked, 403)

    def test_learners_themselves_and_refusals_are_not_noted(self, taker: AssignmentTaker) -> None:
        assert self.fetched(taker.person).status_code == 200
        assert self.fetched(UserFactory()).status_code == 403
        assert entries() == []


def test_own_data_pages_for_all_and_refusals_leave_no_entry(academy: Academy) -> None:
    client_of(academy, ADMIN).get(reverse("support:learner", args=[academy.people[ADMIN].public_id]))
    client_of(academy, OTHER).get(reverse("support:learner", args=[academy.people[IN].public_id]))
    Client().get(reverse("support:learners"))
    client_of(academy, IN).get(academy.url)
    client_of(academy, IN).get(reverse("accounts_profile"))
    assert entries() == []


def test_a_log_that_takes_nothing_fails_no_page(academy: Academy, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_values: Any) -> None:
        raise DatabaseError("full")

    monkeypatch.setattr(recording.SecurityLogEntry.objects, "create", refuse)
    address = reverse("support:learner", args=[academy.people[IN].public_id])
    assert client_of(academy, HELP).get(address).status_code == 200
    wrong = {"login": academy.people[IN].email, "password": "guess"}
    assert Client().post(reverse("account_login"), wrong).status_code == 200


def test_it_costs_one_query(academy: Academy, django_assert_num_queries: Any, monkeypatch: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(academy, HELP)
    address = reverse("support:learner", args=[academy.people[IN].public_id])
    client.get(address)
    with CaptureQueriesContext(connection) as noted:
        client.get(address)
    monkeypatch.setattr("accounts.security_log.middleware.note_reading", lambda *_a, **_k: None)
    with django_assert_num_queries(len(noted) - 1):
        client.get(address)
