"""Prices that are set at once, from a date, and for a time; told when they begin and end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from commerce.catalogue import actions, selectors
from commerce.catalogue.models import Price, Product
from commerce.databases import commerce_database
from common.append_only import ChangeRefused
from common.models import OutboxRow
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WHO = uuid4()


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def eur(amount: int) -> Money:
    return Money(amount, "EUR")


@pytest.fixture
def product() -> Product:
    return actions.know_product(code="thing:1", kind="thing", title="A thing", at=NOW)


def put(product: Product, *prices: Money, begin: float = 0, until: float | None = None, at: float = 0):
    return actions.set_prices(
        product=product,
        prices=prices,
        from_at=days(begin),
        until_at=None if until is None else days(until),
        actor_id=WHO,
        at=days(at),
    )


def costs(product: Product, at: float) -> dict[str, int]:
    found = selectors.prices_at([product.pk], days(at))[product.pk]
    return {code: money.amount_minor for code, money in found.items()}


def told() -> list[str]:
    rows = OutboxRow.objects.using(commerce_database()).filter(kind__endswith="PriceChanged").order_by("pk")
    return [row.payload["product_code"] for row in rows]


def test_prices_in_several_currencies_at_once(product: Product) -> None:
    put(product, eur(4900), Money(4900, "JPY"), Money(49900, "KWD"))
    assert costs(product, 0) == {"EUR": 4900, "JPY": 4900, "KWD": 49900}
    assert costs(product, -0.01) == {}
    assert told() == ["thing:1"]


def test_the_same_prices_again_change_nothing(product: Product) -> None:
    put(product, eur(4900))
    assert put(product, eur(4900), at=1) == []
    assert Price.objects.count() == 1 and told() == ["thing:1"]


def test_a_currency_that_is_left_out_is_no_longer_sold(product: Product) -> None:
    put(product, eur(4900), Money(5900, "USD"))
    put(product, eur(4900), begin=1, at=1)
    assert costs(product, 0.9) == {"EUR": 4900, "USD": 5900}
    assert costs(product, 1) == {"EUR": 4900}


def test_a_sale_goes_before_the_regular_price_and_ends(product: Product) -> None:
    put(product, eur(4900), Money(5900, "USD"))
    put(product, eur(2900), begin=2, until=5)
    assert [costs(product, at)["EUR"] for at in (1.99, 2, 4.99, 5)] == [4900, 2900, 2900, 4900]
    assert costs(product, 3)["USD"] == 5900
    product.refresh_from_db()
    assert product.next_change_at == days(2)


def test_a_past_beginning_is_now(product: Product) -> None:
    (price,) = put(product, eur(4900), begin=-3)
    assert price.valid_from == NOW


def test_what_a_tag_says_during_a_sale(product: Product) -> None:
    put(product, eur(4900))
    put(product, eur(3900), begin=5, until=6, at=1)
    put(product, eur(2900), begin=20, until=25, at=1)
    (tag,) = selectors.price_tags_at([product.pk], days(21))[product.pk]
    assert (tag.money, tag.former, tag.until, tag.since) == (eur(2900), eur(3900), days(25), days(20))
    (tag,) = selectors.price_tags_at([product.pk], days(25))[product.pk]
    assert (tag.money, tag.former, tag.until, tag.since) == (eur(4900), None, None, days(25))


def test_a_sale_that_is_saved_again_or_prolonged_keeps_its_former_price(product: Product) -> None:
    put(product, eur(4900))
    put(product, eur(2900), begin=40, until=45, at=40)
    assert put(product, eur(2900), begin=41, until=45, at=41) == []
    put(product, eur(2900), begin=42, until=50, at=42)
    put(product, eur(1900), begin=43, until=50, at=43)
    for day, former in ((41, eur(4900)), (42, eur(4900)), (43, eur(4900))):
        (tag,) = selectors.price_tags_at([product.pk], days(day))[product.pk]
        assert tag.former == former


def test_a_sale_after_a_lower_one_names_the_lower_price(product: Product) -> None:
    put(product, eur(4900))
    put(product, eur(1900), begin=40, until=45, at=40)
    put(product, eur(2900), begin=45, until=50, at=45)
    (tag,) = selectors.price_tags_at([product.pk], days(46))[product.pk]
    assert tag.former is None  # 19.00 was lower than the sale is


def test_a_sale_that_is_no_bargain_has_no_former_price(product: Product) -> None:
    put(product, eur(2000))
    put(product, eur(4900), begin=10, at=10)
    put(product, eur(2500), begin=20, until=25, at=10)
    (tag,) = selectors.price_tags_at([product.pk], days(21))[product.pk]
    assert tag.former is None and tag.until == days(25)


def test_a_dated_price_is_told_when_it_begins_and_when_it_ends(product: Product) -> None:
    put(product, eur(4900))
    put(product, eur(2900), begin=2, until=5)
    assert told() == ["thing:1"]
    assert [actions.tell_changed_prices(now=days(at)) for at in (1.9, 2, 2, 4, 5, 6)] == [0, 1, 0, 0, 1, 0]
    assert told() == ["thing:1"] * 3
    product.refresh_from_db()
    assert product.next_change_at is None


def test_what_is_due_and_was_not_told_is_told_with_the_next_change(product: Product) -> None:
    put(product, eur(4900))
    put(product, eur(2900), begin=2, until=5)
    put(product, eur(3900), begin=9, at=3)  # nobody had told of the sale yet
    assert told() == ["thing:1"] * 2


def test_an_upcoming_price_can_be_removed(product: Product) -> None:
    put(product, eur(4900))
    (sale,) = put(product, eur(2900), begin=2, until=5)
    actions.withdraw_price(price=sale, actor_id=WHO, at=days(1))
    actions.withdraw_price(price=sale, actor_id=WHO, at=days(1.5))
    assert costs(product, 3) == {"EUR": 4900}
    product.refresh_from_db()
    assert product.next_change_at is None and told() == ["thing:1"]


def test_a_sale_can_be_ended_early(product: Product) -> None:
    put(product, eur(4900))
    (sale,) = put(product, eur(2900), begin=0, until=5)
    actions.withdraw_price(price=sale, actor_id=WHO, at=days(1))
    assert [costs(product, at)["EUR"] for at in (0.5, 1, 3)] == [2900, 4900, 4900]
    assert len(told()) == 3


@pytest.mark.parametrize(("until", "at"), [(None, 1), (5, 6)])
def test_what_stands_or_is_over_can_not_be_removed(product: Product, until: float | None, at: float) -> None:
    (price,) = put(product, eur(4900), until=until)
    with pytest.raises(actions.PriceIsStanding):
        actions.withdraw_price(price=price, actor_id=WHO, at=days(at))
    assert costs(product, 4) == {"EUR": 4900}


def test_a_sale_must_end_after_it_begins(product: Product) -> None:
    with pytest.raises(actions.SaleWithoutTime):
        put(product, eur(4900), begin=2, until=2)
    with pytest.raises(ValueError, match="one price"):
        put(product, eur(4900), eur(5900))
    assert not Price.objects.exists()


def test_the_database_refuses_a_sale_without_a_time(product: Product) -> None:
    for wrong in ({"valid_until": NOW, "amount_minor": 1}, {"valid_until": days(1), "amount_minor": None}):
        with pytest.raises(IntegrityError), transaction.atomic(using=commerce_database()):
            Price.objects.create(product=product, currency="EUR", valid_from=NOW, **wrong)


def test_a_price_is_never_changed(product: Product) -> None:
    (price,) = put(product, eur(4900))
    price.amount_minor = 1
    with pytest.raises(ChangeRefused):
        price.save()
    with pytest.raises(ChangeRefused):
        Price.objects.all().delete()


def test_the_moves_of_a_price(product: Product) -> None:
    put(product, eur(4900))
    put(product, eur(2900), begin=2, until=5)
    put(product, begin=8, at=1)
    moves = [(move.at, move.money) for move in selectors.price_moves(product.pk, until=days(9))]
    assert moves == [(NOW, eur(4900)), (days(2), eur(2900)), (days(5), eur(4900)), (days(8), None)]
    assert selectors.next_changes([product.pk], days(2))[product.pk] == days(5)


def test_many_products_cost_one_query(django_assert_num_queries) -> None:
    ids = []
    for number in range(6):
        each = actions.know_product(code=f"thing:{number}", kind="thing", title="A thing", at=NOW)
        put(each, eur(4900 + number))
        put(each, eur(100), begin=1, until=2)
        ids.append(each.pk)
    with django_assert_num_queries(1, using=commerce_database()):
        found = selectors.prices_at(ids, days(0))
    assert [found[pk]["EUR"].amount_minor for pk in ids] == [4900 + number for number in range(6)]
    with django_assert_num_queries(1, using=commerce_database()):
        selectors.price_tags_at(ids, days(1.5))
