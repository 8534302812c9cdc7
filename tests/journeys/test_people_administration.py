"""An administrator's people: a new instructor, and somebody who is shut out and let back in."""

from __future__ import annotations

import re

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect

from accounts.models import User

from .academy import PASSWORD, open_academy, person
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

REASON = "Sold the answers of the exam."


@pytest.fixture
def administrator(site_url: str) -> User:
    open_academy(site_url)
    return person("Ada Berg", "Administrator")


def sign_in(page: Page, who: User) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(who.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def test_an_administrator_makes_an_instructor_who_comes_in_by_code(
    administrator: User, browser_page: OpenPage, mailoutbox: list[EmailMessage]
) -> None:
    admin = browser_page(administrator)
    admin.goto("/admin/users/")
    admin.get_by_role("link", name="Add person").first.click()
    admin.get_by_label("Email address").fill("ines@example.org")
    admin.get_by_label("First name").fill("Ines")
    admin.get_by_label("Last name").fill("Moreau")
    admin.get_by_label("Instructor").check()
    admin.get_by_role("button", name="Create").click()
    expect(admin.get_by_text("They'll get an email with sign-in instructions.")).to_be_visible()
    [invitation] = mailoutbox
    assert invitation.to == ["ines@example.org"]

    newcomer = browser_page()
    newcomer.goto("/account/login/")
    newcomer.get_by_role("link", name="Email me a code").click()
    newcomer.get_by_label("Email").fill("ines@example.org")
    newcomer.get_by_role("button", name="Send code").click()
    expect(newcomer.get_by_role("heading", name="Enter your code")).to_be_visible()
    code = re.match(r"\S+", mailoutbox[-1].subject)
    assert code is not None
    newcomer.get_by_role("main").get_by_label("Code").fill(code[0])
    newcomer.get_by_role("button", name="Continue").click()
    newcomer.wait_for_url("**/my-dashboard/")
    newcomer.goto("/admin/pages/")
    expect(newcomer.get_by_role("heading", name="Exploring: Courses")).to_be_visible()
    expect(newcomer.get_by_role("link", name="Add", exact=True)).to_be_visible()


def test_a_suspended_person_is_out_at_the_next_click_and_learns_why(
    administrator: User, browser_page: OpenPage
) -> None:
    learner = person("Mia Chen")
    there = browser_page()
    sign_in(there, learner)
    there.wait_for_url("**/my-dashboard/")

    admin = browser_page(administrator)
    admin.goto("/admin/users/?q=mia")
    admin.get_by_role("link", name="Mia Chen").click()
    decide(admin, "Suspend…")
    admin.get_by_label("Reason").fill(REASON)
    admin.get_by_role("button", name="Suspend").click()
    expect(admin.get_by_text("has been suspended and signed out everywhere.")).to_be_visible()

    there.get_by_role("navigation", name="Main").get_by_role("link", name="Certificates").click()
    expect(there.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    sign_in(there, learner)
    expect(there.get_by_role("heading", name="Your account is suspended")).to_be_visible()
    expect(there.get_by_role("main")).to_contain_text(REASON)
    there.goto("/my-dashboard/")
    assert "/account/login/" in there.url

    admin.goto("/admin/users/?q=mia")
    admin.get_by_role("link", name="Mia Chen").click()
    decide(admin, "Lift suspension…")
    admin.get_by_label("Note").fill("It was somebody else.")
    admin.get_by_role("button", name="Lift").click()
    expect(admin.get_by_text("can sign in again.")).to_be_visible()

    sign_in(there, learner)
    there.wait_for_url("**/my-dashboard/")


def decide(admin: Page, what: str) -> None:
    """Press one of the actions behind the dots in the head of a person's screen."""
    head = admin.get_by_role("navigation", name="Actions")
    head.get_by_role("button", name="Actions").click()
    admin.get_by_role("link", name=what).click()
