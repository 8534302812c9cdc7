"""Privacy, terms, legal notice and contact: pages that marketers write, in the footer and at sign-up."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Site

from accounts.roles import MARKETER
from accounts.tests.factories import UserFactory
from home.actions import publish_legal_pages
from home.models import Footer, HomePage, LandingPage, LegalPages
from home.pages.legal_templates import LEGAL
from home.pages.page_templates import BY_NAME
from home.site_settings.terms_of_sale import terms_of_site
from home.tests.factories import make_home, make_landing

pytestmark = pytest.mark.django_db

TITLES = {
    "imprint_page": "Impressum",
    "privacy_page": "Your data",
    "terms_page": "House rules",
    "contact_page": "Write",
}


@pytest.fixture
def home() -> HomePage:
    return make_home()


def legal_pages(home: HomePage) -> dict[str, LandingPage]:
    pages = {name: make_landing(home, title=title, slug=name) for name, title in TITLES.items()}
    LegalPages.objects.create(site=Site.objects.get(is_default_site=True), **pages)
    return pages


def foot(client: Client, address: str = "/") -> str:
    return (
        client.get(address).content.decode().partition('class="site-footer__legal"')[2].partition("</ul>")[0]
    )


def test_they_stand_in_the_footer_of_every_page_once(client: Client, home: HomePage) -> None:
    pages = legal_pages(home)
    more = {"label": "Accessibility", "page": None, "address": "/accessible/"}
    site = Site.objects.get(is_default_site=True)
    Footer.objects.create(site=site, legal=[("link", more)])
    for address in ("/", reverse("account_login"), pages["terms_page"].url):
        shown = foot(client, address)
        places = [shown.index(f">{title}<") for title in TITLES.values()]
        assert places == sorted(places) and "/accessible/" in shown, address


def test_at_sign_up_people_see_what_they_agree_to(client: Client, home: HomePage) -> None:
    assert "you agree to" not in client.get(reverse("account_signup")).content.decode()
    pages = legal_pages(home)
    page = client.get(reverse("account_signup")).content.decode()
    form = page.partition("<main")[2].partition("</main>")[0]
    for name in ("terms_page", "privacy_page"):
        assert f'<a href="{pages[name].url}">{TITLES[name]}</a>' in form


def test_a_page_that_is_not_published_is_not_linked(client: Client, home: HomePage) -> None:
    pages = legal_pages(home)
    pages["terms_page"].unpublish()
    assert "House rules" not in foot(client)
    form = client.get(reverse("account_signup")).content.decode()
    assert "you agree to" not in form and "Your data" in form


def test_buyers_agree_to_the_terms_of_sale_and_the_refund_policy(client: Client, home: HomePage) -> None:
    """The terms stand in for terms of sale; where nobody named any page, there is nothing to agree to."""
    request = RequestFactory().get("/")
    assert not terms_of_site(request)
    legal_pages(home)
    assert [link.label for link in terms_of_site(RequestFactory().get("/")).links] == ["House rules"]
    more = {
        name: make_landing(home, title=title, slug=name)
        for name, title in (("sale_terms_page", "Buying here"), ("refund_policy_page", "Money back"))
    }
    setting = LegalPages.objects.get()
    for name, page in more.items():
        setattr(setting, name, page)
    setting.save()
    found = terms_of_site(RequestFactory().get("/")).links
    assert [(link.label, link.url) for link in found] == [
        ("Buying here", more["sale_terms_page"].url),
        ("Money back", more["refund_policy_page"].url),
    ]
    assert "Buying here" in foot(client) and "Money back" in foot(client)


@pytest.mark.parametrize("kind", LEGAL)
def test_marketers_start_each_from_its_headings(kind: str, home: HomePage) -> None:
    client = Client()
    client.force_login(UserFactory(roles=[MARKETER]))
    address = reverse("home_start", args=[home.pk])
    assert str(BY_NAME[kind].label) in client.get(address).content.decode()
    client.post(address, {"title": "Ours", "start": kind})
    made = LandingPage.objects.get(title="Ours")
    text = made.get_latest_revision_as_object().sections.raw_data[1]["value"]["text"]
    assert [f"<h3>{heading}</h3>" in text for heading, _hint in LEGAL[kind][2]] == [True] * len(
        LEGAL[kind][2]
    )


def test_marketers_choose_them_under_settings(home: HomePage) -> None:
    client = Client()
    client.force_login(UserFactory(roles=[MARKETER]))
    site = Site.objects.get(is_default_site=True)
    assert (
        client.get(reverse("wagtailsettings:edit", args=["home", "legalpages", site.pk])).status_code == 200
    )


def test_all_of_them_are_published_and_named_in_one_step(client: Client, home: HomePage) -> None:
    publish_legal_pages(home=home, site=Site.objects.get(is_default_site=True))
    shown = foot(client)
    for name in ("imprint", "privacy", "terms", "contact"):
        assert f'href="/{name}/"' in shown
        assert client.get(f"/{name}/").status_code == 200
