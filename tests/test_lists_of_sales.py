"""The lists of *Sales* are as fast with 100,000 orders: each filter, order and search has an index."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin import SimpleListFilter
from django.db import connections, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tests.factories import UserFactory
from commerce.billing.admin.invoices import InvoiceAdmin
from commerce.billing.admin.lists import OrderAdmin, PaymentAdmin, RefundAdmin
from commerce.billing.revenue import Period, revenue_of
from commerce.customers.admin.customer_list import CustomerAdmin
from commerce.databases import commerce_database
from commerce.sales_menu import KnownValuesFilter

LISTS = (OrderAdmin, PaymentAdmin, RefundAdmin, InvoiceAdmin, CustomerAdmin)
#: Of few values, each of which stands among the newest rows: a page is full soon.
WITHOUT = {"withdraws_access", "tax_number_status"}
#: Days are found in the order of the list, or by what `issue_date` has of its own.
DAYS = (models.DateField, models.DateTimeField)


def filtered(admin: Any) -> dict[str, Any]:
    """The fields that a list is filtered by, each with the filter's class, None for Django's own."""
    found: dict[str, Any] = {}
    for each in admin.list_filter:
        if isinstance(each, tuple):
            found[each[0]] = each[1]
        elif isinstance(each, str):
            found[each] = None
        elif issubclass(each, SimpleListFilter):
            found[str(each.parameter_name)] = None
    return found


@pytest.mark.parametrize("admin", LISTS)
def test_each_filter_has_an_index_in_the_order_of_the_list(admin: Any) -> None:
    meta = admin.model._meta
    order = ["-id" if name == "-pk" else name for name in admin.ordering]
    indexes = [list(index.fields) for index in meta.indexes]
    assert order in indexes
    days = {name for name in filtered(admin) if isinstance(meta.get_field(name), DAYS)}
    for name in filtered(admin).keys() - WITHOUT - days:
        assert [name, *order] in indexes, name
    for name in days:
        assert any(index[0].removeprefix("-") == name for index in indexes), name


@pytest.mark.parametrize("admin", LISTS)
def test_no_filter_reads_all_rows_to_know_its_values(admin: Any) -> None:
    for name, kind in filtered(admin).items():
        field = admin.model._meta.get_field(name)
        is_short = bool(field.choices) or isinstance(field, (*DAYS, models.BooleanField)) or name == "gateway"
        assert is_short or kind is not None and issubclass(kind, KnownValuesFilter), name


@pytest.mark.postgresql
@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize("admin", LISTS)
def test_each_word_is_looked_for_in_an_index(admin: Any) -> None:
    with connections[commerce_database()].cursor() as cursor:
        cursor.execute("SELECT tablename, indexdef FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%'")
        indexes = cursor.fetchall()
    if not indexes:
        pytest.skip("this PostgreSQL has no pg_trgm")
    for path in admin.search_fields:
        *relation, column = path.split("__")
        model = admin.model
        for name in relation:
            model = model._meta.get_field(name).related_model
        wanted = f"upper(({column})::text)"
        table = model._meta.db_table
        assert any(name == table and wanted in made for name, made in indexes), path


@pytest.mark.postgresql
@pytest.mark.django_db(databases="__all__")
def test_nothing_has_to_be_read_from_end_to_end() -> None:
    """With reading whole tables forbidden as far as there is another way, there is one for each list."""
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    connection = connections[commerce_database()]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    asked = {
        "orders": ("", "?status__exact=paid", "?dispute__exact=open", "?currency=EUR", "?q=ana"),
        "payments": ("", "?status__exact=failed", "?gateway=stripe", "?currency=EUR", "?q=txn"),
        "refunds": ("", "?status__exact=pending", "?reason__exact=staff", "?currency=EUR", "?q=ref"),
        "invoices": ("", "?kind__exact=invoice", "?year=26", "?currency=EUR", "?country=DE", "?q=inv"),
        "customers": ("", "?country=DE", "?q=ana"),
    }
    tables = {admin.model._meta.db_table for admin in LISTS}
    for name, questions in asked.items():
        for question in questions:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"/admin/academy/{name}/{question}").status_code == 200
            for query in captured.captured_queries:
                _assert_is_indexed(connection, query["sql"], tables)


def _assert_is_indexed(connection: Any, sql: str, tables: set[str]) -> None:
    if not sql.startswith(("SELECT", "\nWITH")) or not any(f'"{table}"' in sql for table in tables):
        return
    is_first_page = "WHERE" not in sql and "ORDER BY" not in sql  # any rows will do: counted, or whether any
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        plan = [line for (line,) in cursor.fetchall()]
    read_through = [line for line in plan if any(f"Seq Scan on {table}" in line for table in tables)]
    assert is_first_page or not read_through, (sql, plan)


@pytest.mark.django_db(databases="__all__")
def test_revenue_tells_which_entries_it_is_about(django_assert_num_queries: Any) -> None:
    today = timezone.now().date()
    with django_assert_num_queries(4):  # without a product and payee there is nobody to name
        assert revenue_of(period=Period(today - timedelta(days=30), today)) == []
