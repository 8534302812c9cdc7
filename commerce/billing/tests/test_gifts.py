"""Gifts: told to who gets them, claimed once, never the giver's, and withdrawn with a refund."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import tell_of_verified_address
from accounts.models import User
from accounts.tests.factories import UserFactory
from commerce.billing import actions
from commerce.orders import actions as orders
from commerce.orders.models import Gift, Order
from commerce.orders.selectors import entitlements
from commerce.testing.buying import add, agreed, known, order_url, text, thing
from commerce.testing.orders import make_customer, make_order, quoted
from commerce.testing.scripted_provider import ScriptedProvider
from commerce.testing.shop import Shop
from common.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")

KIN = "kin@example.org"


def given(giver: User, to: str = KIN, *, price: int = 0) -> Gift:
    """A gift that was paid for, and told."""
    customer = make_customer(account_id=giver.public_id)
    order = make_order(
        quoted(price, code="thing:1", recipient_email=to), customer=customer, at=timezone.now()
    )
    orders.record_payment(order_id=order.pk, money=Money(price, "EUR"), at=timezone.now())
    orders.prepare_gifts(order_id=order.pk, at=timezone.now())
    return Gift.objects.select_related("line__order").get(line__order=order)


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Any:
    """Lets facts reach their handlers within the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def page_of(gift: Gift) -> str:
    return reverse("orders:gift", args=[gift.token])


def recipient(gift: Gift) -> UUID | None:
    gift.line.refresh_from_db()
    found: UUID | None = gift.line.recipient_account_id
    return found


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_bought_for_a_stranger_it_is_emailed_and_waits(
    client: Client, buyer: User, shop: Shop, provider: ScriptedProvider, told: Any
) -> None:
    thing(shop)
    known(buyer)
    add(client)
    line = client.get(reverse("checkout:page")).context["checkout"].lines[0].line
    client.post(reverse("checkout:gift"), {"line": line.line_id, "recipient": KIN})
    client.post(reverse("checkout:pay"), {**agreed(client), "gateway": "scripted"})
    order = Order.objects.get()
    payment = order.payments.get()
    provider.pay(payment.gateway_reference, payment.money)
    mail.outbox.clear()
    with told():
        actions.check_payment(payment_id=payment.pk, at=timezone.now())

    gift = Gift.objects.get()
    receipt, sent = sorted(mail.outbox, key=lambda each: each.to == [KIN])
    assert (receipt.to, sent.to) == ([buyer.email], [KIN])
    assert page_of(gift) in sent.body and page_of(gift) not in receipt.body
    assert (recipient(gift), entitlements(order.pk)[0].recipient_account_id) == (None, None)
    assert "Sent" in text(client.get(order_url(order, "orders:order")))


def test_the_email_has_no_words_of_the_giver(shop: Shop, told: Any) -> None:
    giver = UserFactory(display_name="visit prize.example", first_name="", last_name="")
    thing(shop)
    with told():
        gift = given(giver)
    [sent] = [each for each in mail.outbox if each.to == [KIN]]
    assert sent.subject == "Someone gave you “Soil and seeds”"
    assert "prize" not in sent.body
    assert re.findall(r"https?://\S+", sent.body.split("\n\n--")[0])[0].endswith(page_of(gift))


def test_a_stranger_is_led_through_sign_up_and_claims_it_once(shop: Shop) -> None:
    thing(shop)
    giver = UserFactory(first_name="Mia", last_name="Chen")
    gift, somebody, other = given(giver), UserFactory(), UserFactory()
    page = Client().get(page_of(gift))
    assert "Mia Chen gave this to you." in text(page)
    assert f"{reverse('account_signup')}?next=" in page.content.decode()
    sent_away = Client().post(page_of(gift))
    assert sent_away["Location"].startswith(reverse("account_login"))

    mine = signed_in(somebody)
    assert "Accept gift" in text(mine.get(page_of(gift)))
    assert mine.post(page_of(gift))["Location"] == "/thing:1/"
    assert recipient(gift) == somebody.public_id
    assert "You have this gift" in text(mine.get(page_of(gift)))
    second = signed_in(other)
    second.post(page_of(gift))
    assert recipient(gift) == somebody.public_id
    assert "Someone has already claimed this gift" in text(second.get(page_of(gift)))


def test_a_gift_is_never_its_givers(shop: Shop) -> None:
    thing(shop)
    giver = UserFactory()
    gift, client = given(giver), signed_in(giver)
    client.post(page_of(gift))
    assert "You gave this to someone else" in text(client.get(page_of(gift)))
    EmailAddress.objects.create(user=giver, email=KIN, verified=True)
    orders.claim_gifts_of(account_id=giver.public_id, addresses=[KIN], at=timezone.now())
    assert recipient(gift) is None
    other = given(giver)  # to an address of their own that was verified before
    assert recipient(other) is None
    with pytest.raises(orders.GiftRefused):
        orders.claim_gift(gift_id=gift.pk, account_id=giver.public_id, at=timezone.now())


def test_who_signs_up_with_the_address_has_it_once_it_is_verified(shop: Shop, told: Any) -> None:
    gift = given(UserFactory())
    person = UserFactory(email=KIN)
    EmailAddress.objects.filter(user=person).update(verified=False)
    with told():
        tell_of_verified_address(account_id=person.pk)
    assert recipient(gift) is None
    EmailAddress.objects.filter(user=person).update(verified=True)
    with told():
        tell_of_verified_address(account_id=person.pk)
    assert recipient(gift) == person.public_id


def test_who_has_an_account_has_it_at_once_and_is_told(shop: Shop, told: Any) -> None:
    person = UserFactory(email=KIN)
    with told():
        gift = given(UserFactory())
    assert recipient(gift) == person.public_id
    [sent] = [each for each in mail.outbox if each.to == [KIN]]
    assert "already in your account" in sent.body
    mail.outbox.clear()
    with told():
        orders.prepare_gifts(order_id=gift.line.order_id, at=timezone.now())
    assert mail.outbox == []


def test_its_giver_cannot_tell_who_has_an_account(
    shop: Shop,
    told: Any,
) -> None:
    thing(shop)
    giver, person = UserFactory(), UserFactory(email=KIN)
    with told():
        first, known_one, stranger = (given(giver, to) for to in ("a@b.example", KIN, "c@d.example"))
    client, seen = signed_in(giver), []
    assert (recipient(known_one), recipient(stranger)) == (person.public_id, None)
    for gift in (first, known_one, stranger):  # the first fills what is remembered
        order, address = gift.line.order, gift.line.recipient_email
        names, page = [order.public_id, gift.public_id], order_url(order, "orders:order")
        with CaptureQueriesContext(connections["default"]) as asked:
            shown = client.get(page)
            again = client.post(reverse("orders:send_gift", args=names), follow=True)
            # From one who has an account to one who hasn't, and the other way round.
            to = KIN if gift == stranger else "another@example.org"
            corrected = client.post(
                reverse("orders:correct_gift", args=names), {"recipient": to}, follow=True
            )
        words = [
            text(each).replace(order.number, "").replace(address, "").replace(to, "")
            for each in (shown, again, corrected)
        ]
        seen.append((words, len(asked)))
    assert seen[1] == seen[2]
    assert "Sent" in seen[1][0][0] and "Claimed" not in seen[1][0][0]
    api = [
        line["state"] for row in client.get("/api/v1/me/purchases").json()["items"] for line in row["lines"]
    ]
    assert len(set(api)) == 1


def test_its_giver_learns_that_it_was_claimed_once_its_person_has_seen_it(shop: Shop, told: Any) -> None:
    thing(shop)
    giver, person = UserFactory(), UserFactory(email=KIN)
    with told():
        gift = given(giver)
    client, page = signed_in(giver), order_url(gift.line.order, "orders:order")
    Client().get(page_of(gift))
    signed_in(UserFactory()).get(page_of(gift))
    client.get(page_of(gift))
    assert "Claimed" not in text(client.get(page))
    signed_in(person).get(page_of(gift))
    assert "Claimed" in text(client.get(page))
    names = [gift.line.order.public_id, gift.public_id]
    client.post(reverse("orders:correct_gift", args=names), {"recipient": "aunt@example.org"})
    assert recipient(gift) == person.public_id


def test_a_wrong_address_of_somebody_loses_what_they_did_not_ask_for(shop: Shop, told: Any) -> None:
    thing(shop)
    giver, wrong, right = UserFactory(), UserFactory(email=KIN), UserFactory(email="aunt@example.org")
    with told():
        gift = given(giver)
    names = [gift.line.order.public_id, gift.public_id]
    with told():
        signed_in(giver).post(reverse("orders:correct_gift", args=names), {"recipient": right.email})
    assert recipient(gift) == right.public_id
    assert "already in your account" in mail.outbox[-1].body
    assert wrong.public_id != right.public_id


def test_an_address_that_nobody_verified_has_nothing(shop: Shop) -> None:
    squatter = UserFactory(email=KIN)
    EmailAddress.objects.filter(user=squatter).update(verified=False)
    assert recipient(given(UserFactory())) is None


def test_the_giver_sends_it_again_and_corrects_the_address(shop: Shop, told: Any) -> None:
    thing(shop)
    giver = UserFactory()
    gift, client = given(giver), signed_in(giver)
    shown = client.get(order_url(gift.line.order, "orders:order")).content.decode()
    assert re.search(r'gifts/[^>]*/send/"[^>]*>\s*<input type="hidden" name="csrfmiddlewaretoken"', shown)
    names = [gift.line.order.public_id, gift.public_id]
    before = page_of(gift)
    with told():
        client.post(reverse("orders:send_gift", args=names))
    assert (mail.outbox[-1].to, before in mail.outbox[-1].body) == ([KIN], True)
    with told():
        client.post(reverse("orders:correct_gift", args=names), {"recipient": "Aunt@Example.org"})
    gift.refresh_from_db()
    assert mail.outbox[-1].to == ["aunt@example.org"]
    assert page_of(gift) in mail.outbox[-1].body
    assert Client().get(before).status_code == 404

    own = client.post(reverse("orders:correct_gift", args=names), {"recipient": giver.email}, follow=True)
    assert "This is your own email address" in text(own)
    orders.claim_gift(gift_id=gift.pk, account_id=UserFactory().public_id, at=timezone.now())
    late = client.post(reverse("orders:correct_gift", args=names), {"recipient": KIN}, follow=True)
    assert "already claimed" in text(late)
    assert "Claimed" in text(late)
    assert signed_in(UserFactory()).post(reverse("orders:send_gift", args=names)).status_code == 404


def test_it_is_emailed_so_often_and_no_more(shop: Shop) -> None:
    gift = given(UserFactory())
    for _time in range(9):
        orders.email_gift_again(gift_id=gift.pk, at=timezone.now())
    with pytest.raises(orders.GiftRefused, match="too often"):
        orders.email_gift_again(gift_id=gift.pk, at=timezone.now())


def test_a_refund_withdraws_it_claimed_or_not(shop: Shop, told: Any) -> None:
    thing(shop)
    waiting, claimed, person = given(UserFactory()), given(UserFactory()), UserFactory()
    orders.claim_gift(gift_id=claimed.pk, account_id=person.public_id, at=timezone.now())
    for gift in (waiting, claimed):
        orders.record_refund(
            order_id=gift.line.order_id, by_line={}, withdrawn={gift.line_id}, at=timezone.now()
        )
    client = signed_in(person)
    for gift in (waiting, claimed):
        assert "no longer available" in text(client.get(page_of(gift)))
        client.post(page_of(gift))
    assert recipient(waiting) is None
    assert entitlements(claimed.line.order_id)[0].state == "closed"
    mail.outbox.clear()
    with pytest.raises(orders.GiftRefused):
        orders.email_gift_again(gift_id=waiting.pk, at=timezone.now())
    orders.claim_gifts_of(account_id=person.public_id, addresses=[KIN], at=timezone.now())
    assert (recipient(waiting), mail.outbox) == (None, [])


def test_who_has_it_may_pass_it_on(shop: Shop) -> None:
    thing(shop)
    gift, person = given(UserFactory()), UserFactory()
    shop.owned.add("thing:1")
    client = signed_in(person)
    assert "You already have this." in text(client.get(page_of(gift)))
    client.post(page_of(gift))
    assert recipient(gift) is None


def test_an_unpaid_gift_and_an_unknown_link_are_not_there(shop: Shop) -> None:
    order = make_order(quoted(100, recipient_email=KIN), at=timezone.now())
    orders.prepare_gifts(order_id=order.pk, at=timezone.now())
    assert not Gift.objects.exists()
    assert Client().get(reverse("orders:gift", args=["x" * 43])).status_code == 404
