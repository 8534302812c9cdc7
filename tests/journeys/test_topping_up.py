"""Adding money to one's wallet in a browser, and paying with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from learning.access.models import CourseAccess
from learning.courses.models import Course

from . import test_buying
from .conftest import OpenPage
from .test_buying import happens, put_into_basket

pytestmark = pytest.mark.django_db(transaction=True)

course, buyer = test_buying.course, test_buying.buyer
Findings = Callable[[Page], list[str]]


def test_money_is_added_by_the_sandbox_and_pays_an_order(
    course: Course, buyer: User, browser_page: OpenPage, axe_findings: Findings, settings: Any
) -> None:
    settings.WALLET_TOP_UP_MOST, settings.WALLET_TOP_UP_LEAST = {"EUR": 50_000}, {"EUR": 500}
    settings.WALLET_TOP_UP_SUGGESTIONS = {"EUR": [2_500, 5_000]}
    page = browser_page(buyer, width=390)
    page.goto("/wallet/")
    page.get_by_role("link", name="Add money").click()
    expect(page.get_by_role("heading", name="Add money to your wallet")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_label("€50.00").check()
    page.get_by_role("button", name="Continue to payment").click()
    happens(page, "Pay")
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    assert axe_findings(page) == []
    page.goto("/wallet/")
    expect(page.get_by_role("main")).to_contain_text("+€50.00")

    put_into_basket(page, course)
    expect(page.get_by_label("Pay €49.00 from my wallet")).to_be_checked()
    assert axe_findings(page) == []
    page.get_by_label("I want access right away").check()
    page.get_by_role("button", name="Pay €49.00").click()
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    bought = Order.objects.latest("pk")
    assert list(bought.payments.values_list("gateway", "amount_minor")) == [("wallet", 4_900)]
    assert [grant.course for grant in CourseAccess.objects.all()] == [course]
    page.goto("/wallet/")
    expect(page.get_by_role("main")).to_contain_text("€1.00")
    expect(page.get_by_role("main")).to_contain_text(bought.number)
    assert axe_findings(page) == []
    assert check_books() == []
