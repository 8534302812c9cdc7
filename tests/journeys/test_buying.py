"""Buying a course in a browser: as a guest, with payments that fail or come late, and without a script."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import facturx
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from accounts.models import User
from commerce.billing.models import Invoice
from commerce.catalogue.actions import CouponTerms, keep_coupon, set_prices
from commerce.catalogue.selectors import products_by_code
from commerce.customers.actions import change_details, customer_for
from commerce.customers.details import BuyerDetails
from commerce.gateways.models import SandboxRecord
from commerce.gateways.sandbox.choices import choose
from commerce.ledger.selectors import check_books
from commerce.orders.models import Order
from commerce.testing.invoices import SELLER
from commerce.wallet.actions import make_vouchers
from common.money import Money
from learning.access.models import CourseAccess
from learning.access.sales.products import keep_bundle_products, keep_course_product
from learning.courses.models import Category, Course, CoursePage
from learning.testing import courses
from learning.testing.access import make_bundle

from .academy import PASSWORD, open_academy, person
from .conftest import OpenPage
from .test_keyboard_only import press

pytestmark = pytest.mark.django_db(transaction=True)

Findings = Callable[[Page], list[str]]


@pytest.fixture
def course(site_url: str, settings: Any) -> Course:
    """A course of 49 euros, and the sandbox to pay by."""
    settings.DEBUG = settings.SANDBOX_PAYMENTS = True
    open_academy(site_url)
    made = courses.make_course(
        title="Soil and seeds",
        owner=person("Ingrid Solheim", "Instructor"),
        lessons=1,
        category=Category.objects.get(name="Cooking"),
        prices=[(4_900, "EUR")],
    )
    keep_course_product(course_id=made.pk, at=timezone.now())
    return made


@pytest.fixture
def buyer() -> User:
    """Somebody who has bought before."""
    somebody = person("Mia Chen")
    customer = customer_for(
        account_id=somebody.public_id, name="Mia Chen", email=somebody.email, at=timezone.now()
    )
    change_details(
        customer=customer, details=BuyerDetails(name="Mia Chen", email=somebody.email, country="DE")
    )
    return somebody


def put_into_basket(page: Page, course: Course) -> None:
    page.goto(str(CoursePage.objects.get(course=course).get_url()))
    page.get_by_role("button", name="Buy for €49.00").click()
    expect(page.get_by_role("heading", name="Checkout")).to_be_visible()


def order_it(page: Page, price: str = "€49.00") -> None:
    """Agree and go to the sandbox."""
    page.get_by_label("I want access right away").check()
    page.get_by_role("button", name=f"Pay {price}").click()
    expect(page.get_by_role("heading", name="Sandbox payment")).to_be_visible()


def happens(page: Page, what: str) -> None:
    page.get_by_role("button", name=what, exact=True).click()


def test_a_guest_signs_up_on_the_way_and_pays(
    course: Course, browser_page: OpenPage, axe_findings: Findings
) -> None:
    page = browser_page(width=390)
    put_into_basket(page, course)
    expect(page.get_by_role("main")).to_contain_text("Soil and seeds")
    assert axe_findings(page) == []
    page.get_by_role("main").get_by_role("link", name="Create an account").click()
    page.get_by_label("First name").fill("Nour")
    page.get_by_label("Last name").fill("Haddad")
    page.get_by_label("Email").fill("nour@example.org")
    page.get_by_label("Password", exact=True).fill("a long way to walk")
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").fill(_code())
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="Your details")).to_be_visible()
    page.get_by_label("Country").select_option("IN")
    page.get_by_label("State").select_option("KA")
    page.get_by_label("Country").select_option("DE")
    expect(page.get_by_label("State")).to_have_count(0)
    assert axe_findings(page) == []
    page.get_by_role("button", name="Save details").click()
    expect(page.get_by_role("button", name="Pay €49.00")).to_be_visible()
    assert axe_findings(page) == []
    order_it(page)
    happens(page, "Pay")
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    assert axe_findings(page) == []
    assert Order.objects.get().status == Order.Status.PAID
    assert check_books() == []
    page.get_by_role("link", name="Go to “Soil and seeds”").click()
    expect(page.get_by_role("heading", name="Soil and seeds")).to_be_visible()
    expect(page.get_by_role("button", name="Buy for")).to_have_count(0)
    assert CourseAccess.objects.get().person.email == "nour@example.org"
    page.goto("/orders/")
    page.get_by_role("link", name="Soil and seeds").click()
    expect(page.get_by_role("main")).to_contain_text("Sandbox")
    assert axe_findings(page) == []


def test_the_invoice_is_downloaded_after_paying(
    course: Course, buyer: User, browser_page: OpenPage, axe_findings: Findings, settings: Any
) -> None:
    for name, value in SELLER.items():
        setattr(settings, name, value)
    page = browser_page(buyer, width=390)
    put_into_basket(page, course)
    order_it(page)
    happens(page, "Pay")
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    page.goto("/orders/")
    expect(page.get_by_role("link", name="Invoice INV/")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_role("link", name="Soil and seeds").click()
    expect(page.get_by_role("heading", name="Invoices")).to_be_visible()
    assert axe_findings(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Invoice INV/").click()
    invoice = Invoice.objects.get()
    assert download.value.suggested_filename == f"{invoice.number.replace('/', '-')}.pdf"
    pdf = Path(download.value.path()).read_bytes()
    words = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    for part in (f"Invoice {invoice.number}", "Mia Chen", "Soil and seeds", SELLER["SELLER_NAME"], "€49.00"):
        assert part in words
    name, xml = facturx.get_xml_from_pdf(pdf, check_xsd=True, check_schematron=False)
    assert (name, facturx.get_level(etree.fromstring(xml))) == ("factur-x.xml", "en16931")
    assert invoice.number.encode() in xml
    [receipt] = [each for each in mail.outbox if each.subject == f"Your order {invoice.order.number}"]
    assert receipt.attachments[0][1] == pdf


def _code() -> str:
    found = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found is not None
    return found.group()


def test_a_payment_that_failed_is_tried_again(course: Course, buyer: User, browser_page: OpenPage) -> None:
    page = browser_page(buyer)
    put_into_basket(page, course)
    order_it(page)
    happens(page, "Fail")
    expect(page.get_by_role("heading", name="The payment didn't go through")).to_be_visible()
    page.get_by_role("button", name="Pay €49.00").click()
    happens(page, "Pay")
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    assert Order.objects.count() == 1


def test_who_leaves_finds_it_again_elsewhere(course: Course, buyer: User, browser_page: OpenPage) -> None:
    page = browser_page(buyer)
    put_into_basket(page, course)
    order_it(page)
    happens(page, "Leave without paying")
    expect(page.get_by_role("heading", name="This order isn't paid yet")).to_be_visible()
    elsewhere = browser_page(buyer, width=390)
    elsewhere.goto("/checkout/")
    expect(elsewhere.get_by_role("main")).to_contain_text("Soil and seeds")
    order_it(elsewhere)
    happens(elsewhere, "Pay")
    expect(elsewhere.get_by_role("heading", name="Your order is complete")).to_be_visible()
    assert Order.objects.count() == 1


def test_the_page_waits_for_money_that_comes_late(
    course: Course, buyer: User, browser_page: OpenPage
) -> None:
    page = browser_page(buyer)
    put_into_basket(page, course)
    order_it(page)
    happens(page, "Pay late")
    expect(page.get_by_role("heading", name="Waiting for your payment")).to_be_visible()
    choose(reference=SandboxRecord.objects.get().reference, choice="arrive", at=timezone.now())
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()


def test_a_coupon_and_the_wallet_pay_a_part(course: Course, buyer: User, browser_page: OpenPage) -> None:
    keep_coupon(
        coupon=None, terms=CouponTerms(code="SPRING", percent_bp=1_000), actor_id=None, at=timezone.now()
    )
    batch = make_vouchers(
        name="Fair", count=1, uses=1, at=timezone.now(), actor_id=None, money=Money(2_000, "EUR")
    )
    page = browser_page(buyer, width=390)
    page.goto("/wallet/")
    page.get_by_label("Code").fill(batch.vouchers.get().code)
    page.get_by_role("button", name="Redeem").click()
    expect(page.get_by_role("main")).to_contain_text("€20.00")
    put_into_basket(page, course)
    page.get_by_text("Add a coupon").click()
    page.get_by_label("Coupon code").fill("spring")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_label("Pay €20.00 from my wallet")).to_be_checked()
    order_it(page, "€44.10")
    expect(page.get_by_role("main")).to_contain_text("€24.10")
    happens(page, "Pay")
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    order = Order.objects.get()
    assert sorted(order.payments.values_list("gateway", "amount_minor")) == [
        ("sandbox", 2_410),
        ("wallet", 2_000),
    ]
    assert check_books() == []
    page.goto("/wallet/")
    expect(page.get_by_role("main")).to_contain_text(order.number)


def test_of_a_bundle_the_buyer_has_what_they_picked(
    course: Course, buyer: User, browser_page: OpenPage, axe_findings: Findings
) -> None:
    other = courses.make_course(title="Bread at home", owner=person("Bo Lind", "Instructor"), lessons=1)
    bundle = make_bundle((course, ""), (other, ""), kind="pick", pick_count=1)
    bundle.refresh_from_db()
    keep_bundle_products(bundle_id=bundle.bundle_id, at=timezone.now())
    product = products_by_code([bundle.bundle.product_code()])[bundle.bundle.product_code()]
    now = timezone.now()
    set_prices(product=product, prices=[Money(3_900, "EUR")], from_at=now, actor_id=None, at=now)
    page = browser_page(buyer, width=390)
    page.goto(str(bundle.get_url()))
    page.get_by_role("button", name="Buy for €39.00").click()
    expect(page.get_by_role("button", name="Pay €39.00")).to_have_count(0)
    page.get_by_label("Bread at home").check()
    assert axe_findings(page) == []
    page.get_by_role("button", name="Save").first.click()
    order_it(page, "€39.00")
    happens(page, "Pay")
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    assert [grant.course for grant in CourseAccess.objects.all()] == [other]


def test_a_refund_is_seen_by_who_bought(course: Course, buyer: User, browser_page: OpenPage) -> None:
    page = browser_page(buyer)
    put_into_basket(page, course)
    order_it(page)
    happens(page, "Pay")
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    order = Order.objects.get()
    refunding = browser_page(person("Ada Admin", "Administrator"))
    refunding.goto(reverse("billing_admin:refund", args=[order.public_id]))
    refunding.get_by_role("button", name="Preview refund").click()
    refunding.get_by_role("button", name="Refund €49.00").click()
    expect(refunding.get_by_text("Refunded").first).to_be_visible()
    page.goto("/orders/")
    expect(page.get_by_role("main")).to_contain_text("Refunded")
    page.get_by_role("link", name="Soil and seeds").click()
    expect(page.get_by_role("main")).to_contain_text("Refunded, access ended")
    page.goto(str(CoursePage.objects.get(course=course).get_url()))
    expect(page.get_by_role("button", name="Buy for €49.00")).to_be_visible()
    assert check_books() == []


def test_a_card_that_was_kept_pays_at_once(
    course: Course, buyer: User, browser_page: OpenPage, axe_findings: Findings
) -> None:
    other = courses.make_course(
        title="Bread at home",
        owner=person("Bo Lind", "Instructor"),
        lessons=1,
        prices=[(4_900, "EUR")],
    )
    keep_course_product(course_id=other.pk, at=timezone.now())
    page = browser_page(buyer, width=390)
    put_into_basket(page, course)
    page.get_by_label("Keep this card for next time").check()
    order_it(page)
    happens(page, "Pay")
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    put_into_basket(page, other)
    kept = page.get_by_label("Sandbox ending in 4242")
    expect(kept).to_be_checked()
    expect(page.get_by_label("Keep this card for next time")).to_be_hidden()
    assert axe_findings(page) == []
    page.get_by_label("I want access right away").check()
    page.get_by_role("button", name="Pay €49.00").click()
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    assert Order.objects.filter(status=Order.Status.PAID).count() == 2
    page.goto("/account/payment-methods/")
    assert axe_findings(page) == []
    page.get_by_role("button", name="Remove Sandbox ending in 4242").click()
    expect(page.get_by_role("heading", name="No payment methods yet")).to_be_visible()


def test_the_keyboard_is_enough(course: Course, buyer: User, browser_page: OpenPage) -> None:
    page = browser_page(buyer)
    page.goto(str(CoursePage.objects.get(course=course).get_url()))
    press(page, page.get_by_role("button", name="Buy for €49.00"))
    expect(page.get_by_role("heading", name="Checkout")).to_be_visible()
    press(page, page.get_by_label("Keep this card for next time"), "Space")
    press(page, page.get_by_label("I want access right away"), "Space")
    press(page, page.get_by_role("button", name="Pay €49.00"))
    expect(page.get_by_role("heading", name="Sandbox payment")).to_be_visible()
    press(page, page.get_by_role("button", name="Pay", exact=True))
    press(page, page.get_by_role("link", name="Go to “Soil and seeds”"))
    expect(page.get_by_role("heading", name="Soil and seeds")).to_be_visible()


def test_it_works_without_a_script(course: Course, buyer: User, browser: Browser, site_url: str) -> None:
    context = browser.new_context(base_url=site_url, java_script_enabled=False, locale="en")
    page = context.new_page()
    put_into_basket(page, course)
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("Email").fill(buyer.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    order_it(page)
    happens(page, "Pay late")
    choose(reference=SandboxRecord.objects.get().reference, choice="arrive", at=timezone.now())
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    context.close()


def test_a_gift_is_emailed_and_opens_for_who_signs_up_with_its_link(
    course: Course, buyer: User, browser_page: OpenPage, axe_findings: Findings
) -> None:
    page = browser_page(buyer, width=390)
    put_into_basket(page, course)
    page.get_by_text("Give it to someone else").click()
    page.get_by_label("Recipient's email address").fill("nour@example.org")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("main")).to_contain_text("A gift for nour@example.org")
    order_it(page)
    happens(page, "Pay")
    expect(page.get_by_role("heading", name="Your order is complete")).to_be_visible()
    page.get_by_role("link", name="Order details").click()
    expect(page.get_by_role("main")).to_contain_text("Sent")
    assert axe_findings(page) == []
    [sent] = [each for each in mail.outbox if each.to == ["nour@example.org"]]
    link = re.search(r"\S+/orders/gifts/\S+", sent.body)
    assert link is not None and "Mia Chen" in sent.subject

    theirs = browser_page(width=390)
    theirs.goto(re.sub(r"^https?://[^/]+", "", link.group()))
    expect(theirs.get_by_role("main")).to_contain_text("Mia Chen gave this to you.")
    assert axe_findings(theirs) == []
    theirs.get_by_role("main").get_by_role("link", name="Create an account").click()
    theirs.get_by_label("First name").fill("Nour")
    theirs.get_by_label("Last name").fill("Haddad")
    theirs.get_by_label("Email").fill("nour@mail.example.org")  # with the link, any address will do
    theirs.get_by_label("Password", exact=True).fill("a long way to walk")
    theirs.get_by_role("button", name="Create account").click()
    theirs.get_by_label("Code").fill(_code())
    theirs.get_by_role("main").get_by_role("button").first.click()
    theirs.get_by_role("button", name="Accept gift").click()
    expect(theirs.get_by_role("heading", name="Soil and seeds")).to_be_visible()
    assert [grant.person.email for grant in CourseAccess.objects.all()] == ["nour@mail.example.org"]
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Claimed")
    assert check_books() == []
