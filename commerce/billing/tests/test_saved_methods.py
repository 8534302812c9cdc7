"""What buyers keep to pay with: kept if they want it, offered first, charged at once, removed everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from commerce.billing import actions
from commerce.billing.models import Payment, SavedPaymentMethod
from commerce.customers.actions import erase, merge
from commerce.customers.models import Customer
from commerce.databases import commerce_database, commerce_transaction
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.testing.buying import add, known, order_url, page, pay, text, thing
from commerce.testing.scripted_provider import ScriptedProvider, deliver
from commerce.testing.shop import Shop

pytestmark = pytest.mark.django_db(databases="__all__", transaction=False)

PAGE = "/account/payment-methods/"


def bought(client: Client, provider: ScriptedProvider, **card: Any) -> SavedPaymentMethod:
    """Something was bought with a card that was kept."""
    add(client)
    pay(client, keeps_method="on")
    payment = Payment.objects.latest("pk")
    provider.pay_keeping(payment.gateway_reference, payment.money, **card)
    actions.check_payment(payment_id=payment.pk, at=timezone.now())
    return SavedPaymentMethod.objects.latest("pk")


@pytest.fixture
def kept(client: Client, shop: Shop, buyer: User, provider: ScriptedProvider) -> SavedPaymentMethod:
    """Ada's Visa card, and a second thing in her basket."""
    thing(shop)
    thing(shop, "thing:2")
    known(buyer)
    method = bought(client, provider)
    add(client, "thing:2")
    return method


def pay_by(client: Client, method: SavedPaymentMethod) -> Any:
    return pay(client, gateway=f"kept:{method.public_id}")


def test_a_card_is_kept_if_the_buyer_wants_it(kept: SavedPaymentMethod, client: Client) -> None:
    assert (kept.label, kept.expiry, kept.kind) == ("Visa ending in 4242", "04/2031", "card")
    assert kept.is_default and kept.buyer_reference == "buyer-1"
    shown = client.get(PAGE)
    assert "Visa ending in 4242" in text(shown) and "Expires 04/2031" in text(shown)
    assert kept.token not in shown.content.decode() + page(client).content.decode()


def test_a_card_that_nobody_asked_to_keep_is_not_kept(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    pay(client)
    payment = Payment.objects.get()
    provider.pay_keeping(payment.gateway_reference, payment.money)  # it keeps it, whatever we asked
    actions.check_payment(payment_id=payment.pk, at=timezone.now())
    assert not SavedPaymentMethod.objects.exists()
    assert "No payment methods yet" in text(client.get(PAGE))


def test_a_kept_card_is_offered_first_and_charged_at_once(kept: SavedPaymentMethod, client: Client) -> None:
    form = page(client).context["checkout"].pay_form
    offered = [value for value, _label in form.fields["gateway"].choices]
    assert offered == [f"kept:{kept.public_id}", "scripted"] and form["gateway"].value() == offered[0]
    answer = pay_by(client, kept)
    order = Order.objects.latest("pk")
    assert answer.url == order_url(order) and order.status == Order.Status.PAID
    assert "Your order is complete" in text(client.get(answer.url))
    payment = Payment.objects.latest("pk")
    assert payment.request["saved_method"] == kept.token
    assert payment.request["buyer_reference"] == "buyer-1" and not payment.keeps_method
    assert SavedPaymentMethod.objects.count() == 1 and check_books() == []


def test_pressed_twice_it_is_charged_once(
    kept: SavedPaymentMethod, client: Client, provider: ScriptedProvider
) -> None:
    pay_by(client, kept)
    order = Order.objects.latest("pk")
    again = client.post(reverse("checkout:pay_again", args=[order.public_id]), {"gateway": "scripted"})
    assert again.url == order_url(order)
    assert sum(state.capture is not None for state in provider.payments.values()) == 2  # with the first


def test_a_declined_card_is_said_and_another_way_is_open(
    kept: SavedPaymentMethod, client: Client, provider: ScriptedProvider
) -> None:
    provider.declines_kept = True
    answer = client.get(pay_by(client, kept).url)
    assert "The payment didn't go through" in text(answer)
    order = Order.objects.latest("pk")
    again = client.post(reverse("checkout:pay_again", args=[order.public_id]), {"gateway": "scripted"})
    assert again.url.startswith("https://invented.example/")
    payment = Payment.objects.latest("pk")
    provider.pay(payment.gateway_reference, payment.money)
    assert "Your order is complete" in text(client.get(order_url(order)))


def test_a_bank_that_asks_for_the_buyer_leads_to_its_page(
    kept: SavedPaymentMethod, client: Client, provider: ScriptedProvider
) -> None:
    provider.asks_kept = True
    assert pay_by(client, kept).url.startswith("https://bank.example/")
    payment = Payment.objects.latest("pk")
    left = text(client.get(order_url(payment.order)))
    assert "Back to the payment page" in left
    provider.pay(payment.gateway_reference, payment.money)
    cache.clear()  # no provider is asked twice within seconds
    assert "Your order is complete" in text(client.get(f"{order_url(payment.order)}?returned=1"))


def test_a_lost_answer_charges_once_and_nothing_else_meanwhile(
    kept: SavedPaymentMethod, client: Client, provider: ScriptedProvider
) -> None:
    provider.loses_answers = True
    answer = pay_by(client, kept)
    order = Order.objects.latest("pk")
    assert order.status == Order.Status.PLACED
    other = client.post(reverse("checkout:pay_again", args=[order.public_id]), {"gateway": "scripted"})
    assert other.url == order_url(order) and Payment.objects.filter(order=order).count() == 1
    done = text(client.get(answer.url))  # which looks for it by our own id
    assert "We don't know yet whether your card was charged" in done and "Your order is complete" in done
    assert sum(state.capture is not None for state in provider.payments.values()) == 2
    assert check_books() == []


def test_a_provider_that_was_never_reached_is_asked_by_another_way_later(
    kept: SavedPaymentMethod, client: Client, provider: ScriptedProvider
) -> None:
    provider.is_away = True
    pay_by(client, kept)
    provider.is_away = False
    payment = Payment.objects.latest("pk")
    Payment.objects.filter(pk=payment.pk).update(created_at=timezone.now() - timedelta(minutes=4))
    again = client.post(
        reverse("checkout:pay_again", args=[payment.order.public_id]), {"gateway": "scripted"}
    )
    assert again.url.startswith("https://invented.example/")
    payment.refresh_from_db()
    assert payment.status == Payment.Status.CANCELLED


def test_an_expired_card_is_said_and_not_offered(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    thing(shop, "thing:2")
    known(buyer)
    method = bought(client, provider, expires=(2020, 1))
    add(client, "thing:2")
    shown = page(client)
    choices = [value for value, _label in shown.context["checkout"].pay_form.fields["gateway"].choices]
    assert choices == ["scripted"] and "Visa ending in 4242 has expired." in text(shown)
    assert pay_by(client, method).status_code == 422
    assert "Expired 01/2020" in text(client.get(PAGE))
    refused = client.post(f"{PAGE}{method.public_id}/default/", follow=True)
    assert "This card has expired" in text(refused)


def test_a_card_is_good_until_its_month_is_over() -> None:
    method = SavedPaymentMethod(expiry_year=2026, expiry_month=11)
    assert not method.has_expired_at(datetime(2026, 11, 30, 23, tzinfo=UTC))
    assert method.has_expired_at(datetime(2026, 12, 1, tzinfo=UTC))
    assert not SavedPaymentMethod().has_expired_at(timezone.now())


def test_one_is_the_default(kept: SavedPaymentMethod, client: Client, provider: ScriptedProvider) -> None:
    second = bought(client, provider, last_four="1111")
    assert not second.is_default
    assert client.post(f"{PAGE}{second.public_id}/default/").url == PAGE
    kept.refresh_from_db()
    second.refresh_from_db()
    assert (kept.is_default, second.is_default) == (False, True)
    with pytest.raises(IntegrityError), commerce_transaction():
        SavedPaymentMethod.objects.filter(pk=kept.pk).update(is_default=True)


def test_the_same_card_kept_twice_is_one(
    kept: SavedPaymentMethod, client: Client, provider: ScriptedProvider
) -> None:
    second = bought(client, provider)
    assert second.pk != kept.pk and second.is_default
    assert list(SavedPaymentMethod.objects.kept()) == [second]
    assert Payment.objects.latest("pk").request["buyer_reference"] == "buyer-1"


def test_a_removed_card_is_removed_at_the_provider_however_often_it_takes(
    kept: SavedPaymentMethod, client: Client, provider: ScriptedProvider
) -> None:
    second = bought(client, provider, last_four="1111")
    provider.is_away = True
    answer = client.post(f"{PAGE}{kept.public_id}/remove/", follow=True)
    assert "Visa ending in 4242 removed." in text(answer)
    second.refresh_from_db()
    assert second.is_default
    now = timezone.now()
    actions.forget_method(method_id=kept.pk, now=now)
    assert provider.forgotten == []
    assert actions.forget_methods(now=now) == 0  # it is left alone for a while
    provider.is_away = False
    assert actions.forget_methods(now=now + timedelta(minutes=2)) == 1
    assert provider.forgotten == [kept.token]
    assert actions.forget_methods(now=now + timedelta(days=9)) == 0
    kept.refresh_from_db()
    add(client, "thing:2")
    assert kept.forgotten_at is not None and pay_by(client, kept).status_code == 422


def test_a_late_word_of_its_payment_does_not_bring_it_back(
    kept: SavedPaymentMethod, client: Client, provider: ScriptedProvider
) -> None:
    client.post(f"{PAGE}{kept.public_id}/remove/")
    payment = Payment.objects.earliest("pk")
    state = provider.look_up(payment.gateway_reference)
    actions.settle_payment(payment_id=payment.pk, state=state, at=timezone.now())
    assert not SavedPaymentMethod.objects.kept().exists()


def test_what_another_person_kept_does_not_exist(kept: SavedPaymentMethod, shop: Shop) -> None:
    other, stranger = Client(), UserFactory()
    other.force_login(stranger)
    assert "Visa" not in text(other.get(PAGE))
    for what in ("default", "remove"):
        assert other.post(f"{PAGE}{kept.public_id}/{what}/").status_code == 404
    known(stranger)
    add(other, "thing:2")
    assert "Visa" not in text(page(other))
    assert pay_by(other, kept).status_code == 422
    assert SavedPaymentMethod.objects.kept().get() == kept


def test_a_message_that_does_not_say_with_what_is_asked_about_soon(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    pay(client, keeps_method="on")
    payment = Payment.objects.get()
    state = provider.pay_keeping(payment.gateway_reference, payment.money)
    now = timezone.now()
    message = deliver(provider, provider.told(state), at=now)
    assert message is not None
    actions.handle_message(message_id=message.pk, at=now)
    assert Order.objects.get().status == Order.Status.PAID and not SavedPaymentMethod.objects.exists()
    actions.ask_about_payments(now=now + timedelta(minutes=1))
    assert SavedPaymentMethod.objects.get().label == "Visa ending in 4242"


def test_an_erased_customer_keeps_nothing(kept: SavedPaymentMethod, buyer: User) -> None:
    now = timezone.now()
    erase(customer=Customer.objects.get(account_id=buyer.public_id), at=now)
    actions.remove_methods_of(customer_id=kept.customer_id, at=now)
    kept.refresh_from_db()
    assert kept.removed_at is not None and kept.check_at is not None
    assert (kept.brand, kept.last_four, kept.expiry) == ("", "", "")


def test_a_card_of_someone_who_was_erased_meanwhile_is_removed(
    client: Client, shop: Shop, buyer: User, provider: ScriptedProvider
) -> None:
    thing(shop)
    customer = known(buyer)
    add(client)
    pay(client, keeps_method="on")
    payment = Payment.objects.get()
    provider.pay_keeping(payment.gateway_reference, payment.money)
    erase(customer=customer, at=timezone.now())
    actions.check_payment(payment_id=payment.pk, at=timezone.now())
    method = SavedPaymentMethod.objects.get()
    assert method.removed_at is not None and method.check_at is not None


def test_merged_customers_have_what_both_kept(kept: SavedPaymentMethod, buyer: User) -> None:
    target = known(UserFactory(email="ada2@example.org"))
    merge(source_account=buyer.public_id, target_account=target.account_id, at=timezone.now())
    for _repeat in range(2):
        actions.move_methods(source_id=kept.customer_id, target_id=target.pk)
    kept.refresh_from_db()
    assert kept.customer == target and kept.is_default


def test_what_a_charge_says_of_a_card_is_how_it_is_now(
    kept: SavedPaymentMethod, client: Client, provider: ScriptedProvider
) -> None:
    pay_by(client, kept)
    payment = Payment.objects.latest("pk")
    state = provider.pay_keeping(payment.gateway_reference, payment.money, expires=(2035, 9))
    actions.settle_payment(payment_id=payment.pk, state=state, at=timezone.now())
    kept.refresh_from_db()
    assert kept.expiry == "09/2035" and SavedPaymentMethod.objects.count() == 1


def test_the_list_takes_the_same_queries_however_long(kept: SavedPaymentMethod, client: Client) -> None:
    client.get(PAGE)
    for digits in ("1111", "2222", "3333"):
        SavedPaymentMethod.objects.create(
            customer=kept.customer, gateway="scripted", kind="card", brand="visa", last_four=digits,
            token=digits, created_at=timezone.now(),
        )  # fmt: skip
    with CaptureQueriesContext(connections[commerce_database()]) as asked:
        shown = client.get(PAGE)
    own = [query["sql"] for query in asked if "savedpaymentmethod" in query["sql"]]
    assert "Visa ending in 3333" in text(shown) and len(own) == 1
