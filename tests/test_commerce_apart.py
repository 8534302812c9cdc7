"""Commerce keeps apart: no relation and no query leads across, and what concerns both sides works as ever.

Runs with one database like everything else, and once more with a second one for commerce (`make test`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from commerce.billing import actions
from commerce.billing.models import Refund
from commerce.customers.actions import customer_for, erase
from commerce.customers.models import Customer
from commerce.databases import APPS, commerce_database
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.sales_menu import SalesAdmin
from commerce.testing.orders import quoted
from commerce.testing.payments import opens, paid
from commerce.testing.scripted_provider import ScriptedProvider, scripted
from common.events import outbox
from common.models import OutboxRow
from common.tasks import sweep_outbox
from learning.access.models import CourseAccess
from learning.access.sales import settlement
from learning.access.sales.settlement import settle_order_access
from learning.testing.courses import make_course
from scripts import serve
from tests.apart import captured_on_commit, is_apart, reads_across
from tests.test_empty_lists import address_of, lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with scripted() as one:
        yield one


def bought(provider: ScriptedProvider, code: str = "") -> tuple[Any, Order]:
    """Somebody, and what they have paid for."""
    person = UserFactory()
    customer = customer_for(account_id=person.public_id, name="Ada", email=person.email, at=timezone.now())
    code = code or make_course().product_code
    return person, paid(provider, quoted(4_900, code=code), customer=customer, at=timezone.now())


def give_back(order: Order) -> None:
    [line] = order.lines.all()
    [refund] = actions.request_refund(
        order_id=order.pk,
        by_line={line.pk: line.total_minor},
        withdraws_access=True,
        reason="staff",
        actor_id=None,
        at=timezone.now(),
    )
    if refund.status != Refund.Status.COMPLETED:
        actions.send_refund(refund_id=refund.pk, now=timezone.now())


def test_no_foreign_key_leads_across() -> None:
    """Wagtail's and Django's own tables that name any model do so without a foreign key to it."""
    across = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model not in (None, "self") and not field.auto_created
        if (model._meta.app_label in APPS) is not (field.related_model._meta.app_label in APPS)
    ]
    assert across == []
    assert router.allow_relation(Customer(), get_user_model()()) is False
    assert router.allow_relation(get_user_model()(), Customer()) is False


def test_a_query_that_joins_is_refused() -> None:
    people = get_user_model().objects.values("public_id")
    with pytest.raises((AssertionError, ValueError), match="joins commerce|different databases"):
        list(Customer.objects.filter(account_id__in=people))
    assert reads_across('SELECT 1 FROM "orders_order" INNER JOIN "accounts_user" ON 1 = 1')
    assert not reads_across('SELECT 1 FROM "orders_order" INNER JOIN "customers_customer" ON 1 = 1')
    assert not reads_across('SELECT 1 FROM "common_outboxrow" INNER JOIN "orders_order" ON 1 = 1')


def test_each_table_lies_where_it_belongs() -> None:
    """Commerce's own database has its tables and those of the outbox, and the other one has none of them."""
    ours = {model._meta.db_table for model in apps.get_models() if model._meta.app_label in APPS}
    others = {model._meta.db_table for model in apps.get_models() if model._meta.app_label not in APPS}
    theirs = set(connections[commerce_database()].introspection.table_names())
    assert ours <= theirs
    if is_apart():
        assert not ours & set(connections[DEFAULT_DB_ALIAS].introspection.table_names())
        assert not {name for name in theirs & others if not name.startswith("common_")}


def test_what_is_told_lies_beside_what_it_tells_of_and_is_swept_there(provider: ScriptedProvider) -> None:
    """A crash after the commit: the sweep finds the fact in commerce's own outbox, and access follows."""
    person, order = bought(provider)
    told = OutboxRow.objects.using(commerce_database()).filter(kind="orders.OrderPaid")
    assert told.filter(delivered_at=None).count() == 1
    if is_apart():
        assert not OutboxRow.objects.filter(kind="orders.OrderPaid").exists()
    assert not CourseAccess.objects.filter(person=person).exists()
    late = timezone.now() - outbox.GRACE - outbox.LEASE
    OutboxRow.objects.using(commerce_database()).update(next_attempt_at=late)
    sweep_outbox()
    assert told.filter(delivered_at=None).count() == 0
    assert CourseAccess.objects.get(person=person).effective_status(timezone.now()) == "unlocked"


def test_access_that_fails_leaves_the_order_paid_and_is_tried_again(
    provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, order = bought(provider)
    told = OutboxRow.objects.using(commerce_database()).filter(kind="orders.OrderPaid")

    def sweep_later() -> None:
        told.update(next_attempt_at=timezone.now() - outbox.LEASE)
        sweep_outbox()

    def fails(**_what: Any) -> None:
        raise RuntimeError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(settlement, "settle_order_access", fails)
        sweep_later()
    assert "no room" in told.get(delivered_at=None).last_error
    assert Order.objects.get(pk=order.pk).status == "paid"
    sweep_later()
    assert not told.filter(delivered_at=None).exists()
    assert CourseAccess.objects.get(person=person).effective_status(timezone.now()) == "unlocked"


def test_a_refund_closes_what_it_paid_for(provider: ScriptedProvider) -> None:
    person, order = bought(provider)
    settle_order_access(order_id=order.pk, at=timezone.now())
    give_back(order)
    settle_order_access(order_id=order.pk, at=timezone.now())
    assert opens(order) == ["closed"]
    assert CourseAccess.objects.get(person=person).effective_status(timezone.now()) == "ended"
    assert check_books() == []
    call_command("check_books", verbosity=0)


def test_a_person_is_deleted_and_what_they_bought_stays(provider: ScriptedProvider) -> None:
    person, order = bought(provider, code="thing:1")
    person.delete()
    assert not get_user_model().objects.filter(pk=person.pk).exists()
    settle_order_access(order_id=order.pk, at=timezone.now())  # for nobody, and no fault
    assert opens(order) == ["open"]
    give_back(order)
    assert opens(order) == ["closed"]
    assert check_books() == []


def test_a_person_is_erased(provider: ScriptedProvider) -> None:
    person, order = bought(provider, code="thing:1")
    with captured_on_commit(using=commerce_database(), execute=True) as done:
        erase(customer=Customer.objects.get(account_id=person.public_id), at=timezone.now())
    assert done
    order.refresh_from_db()
    kept = {**order.buyer, "of order": str(order.customer)}
    assert person.email not in str(kept)
    assert "Ada" not in str(kept)
    assert get_user_model().objects.filter(pk=person.pk).exists()
    assert check_books() == []


@pytest.mark.parametrize("kind", lists(SalesAdmin), ids=lambda kind: kind.__name__)
def test_lists_of_staff_and_their_exports(provider: ScriptedProvider, kind: type[SalesAdmin]) -> None:
    _person, order = bought(provider)
    give_back(order)
    staff = Client()
    staff.force_login(UserFactory(roles=[ADMINISTRATOR]))
    address = address_of(kind)
    for question in ("", "?q=ada", "?export=csv", "?export=xlsx"):
        answer = staff.get(address + question, follow=True)
        assert answer.status_code == 200, question


def test_commerces_database_can_be_migrated_before_the_other_one_exists() -> None:
    if not is_apart():
        return  # there is one database, and its migration asks itself
    with CaptureQueriesContext(connections[DEFAULT_DB_ALIAS]) as asked:
        emit_post_migrate_signal(verbosity=0, interactive=False, db=commerce_database())
    assert len(asked) == 0


def test_make_run_brings_both_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(serve, "call_command", lambda _name, database, **_how: asked.append(database))
    serve._migrate()
    assert asked == []
    monkeypatch.setattr(serve.MigrationExecutor, "migration_plan", lambda *_: ["something"])
    serve._migrate()
    assert asked == ([commerce_database(), DEFAULT_DB_ALIAS] if is_apart() else [DEFAULT_DB_ALIAS])
    assert set(asked) == set(settings.DATABASES)
