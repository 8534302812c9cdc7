"""What every page shows of its site: each site's own, at the right moment, and without a query when warm."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import Page, Site

from accounts.roles import ADMINISTRATOR, INSTRUCTOR, MARKETER, REVIEWER, SUPPORT
from accounts.tests.factories import UserFactory
from common.design import branding
from home.models import Analytics, Announcement, Brand, Footer, Motion, Navigation, SocialLinks
from home.site_settings.blocks import PlaceBlock
from home.site_settings.site_context import site_context_of
from learning.testing.courses import make_catalog, make_course, site_root

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def site() -> Site:
    site_root()
    return Site.objects.get(is_default_site=True)


def page_of(client: Client, url: str = LOGIN, **extra: Any) -> str:
    return client.get(url, **extra).content.decode()


def place(label: str = "", page: Page | None = None, address: str = "") -> dict[str, Any]:
    return {
        "label": label,
        "page": page.pk if page else None,
        "address": address,
        "description": "What is there",
    }


def set_up(model: type, site: Site, **values: Any) -> Any:
    return model.objects.update_or_create(site=site, defaults=values)[0]


def test_a_name_stands_in_the_title_the_header_and_in_mails(client: Client, site: Site) -> None:
    assert " · Lyceum</title>" in page_of(client)
    set_up(Brand, site, name="Walled Garden")
    html = page_of(client)
    assert " · Walled Garden</title>" in html
    assert '<span class="brand__name">Walled Garden</span>' in html
    assert branding.branding().name == "Walled Garden"


def test_each_site_shows_its_own(client: Client, site: Site) -> None:
    other_root = Page.get_first_root_node().add_child(instance=Page(title="Other", slug="other"))
    other = Site.objects.create(hostname="other.example", root_page=other_root)
    set_up(Brand, site, name="First")
    set_up(Brand, other, name="Second", brand_colour="#5b2a86")
    assert "First</title>" in page_of(client)
    html = page_of(client, headers={"host": "other.example"})
    assert "Second</title>" in html
    assert '<link rel="stylesheet" href="/look/5b2a86-house-' in html
    assert "/look/" not in page_of(client)


def test_looking_at_a_page_writes_no_setting(client: Client, site: Site) -> None:
    page_of(client)
    assert not Brand.objects.exists()
    assert not Analytics.objects.exists()


def test_words_are_in_the_readers_language_where_somebody_wrote_them(site: Site) -> None:
    words = [{"type": "language", "value": {"language": "fr", "name": "", "tagline": "Pas à pas"}}]
    set_up(Brand, site, name="Garden", tagline="Step by step", translations=json.dumps(words))
    assert site_context_of(None).tagline == "Step by step"
    with override("fr"):
        assert site_context_of(None).tagline == "Pas à pas"
        assert site_context_of(None).name == "Garden"


def test_settings_cost_nothing_once_they_are_known(client: Client, site: Site) -> None:
    request = RequestFactory().get("/")
    catalogue = make_catalog()
    menu = {"label": "More", "groups": [{"title": "Two", "links": [place(page=catalogue)]}]}
    set_up(Navigation, site, items=json.dumps([{"type": "menu", "value": menu}]))
    site_context_of(request)
    with CaptureQueriesContext(connection) as asked:
        assert site_context_of(RequestFactory().get("/")).entries[0].groups[0].links[0].label == "Courses"
    assert len(asked) == 0


def test_a_change_is_seen_at_once(client: Client, site: Site) -> None:
    catalogue = make_catalog()
    set_up(Navigation, site, items=json.dumps([{"type": "link", "value": place(page=catalogue)}]))
    assert site_context_of(None).entries[0].label == "Courses"
    catalogue.title = "All lessons"
    catalogue.save_revision().publish()
    assert site_context_of(None).entries[0].label == "All lessons"
    catalogue.unpublish()
    assert site_context_of(None).entries == ()


def test_without_links_of_its_own_a_site_shows_courses_and_instructors(client: Client, site: Site) -> None:
    html = page_of(client)
    assert html.count('class="site-nav__link" href="/courses/"') == 2  # in the bar, and folded
    set_up(Navigation, site, items=json.dumps([{"type": "link", "value": place("Teams", address="/teams/")}]))
    html = page_of(client)
    assert 'class="site-nav__link" href="/courses/"' not in html
    assert html.count('class="site-nav__link" href="/teams/"') == 2


def test_a_menu_has_two_levels_and_needs_no_script(client: Client, site: Site) -> None:
    links = [place("Free <ones>", address="/courses/?price=free")]
    menu = {"label": "Courses", "groups": [{"title": "By price", "links": links}]}
    set_up(Navigation, site, items=json.dumps([{"type": "menu", "value": menu}]))
    html = page_of(client)
    assert html.count('<details class="mega') == 2
    assert '<p class="mega__title">By price</p>' in html
    assert "Free &lt;ones&gt;" in html
    assert "What is there" in html


@pytest.mark.parametrize(
    ("address", "is_good"),
    [
        ("/my-dashboard/", True),
        ("https://example.org/", True),
        ("mailto:a@example.org", True),
        ("javascript:alert(1)", False),
        ("//example.org/", False),
        ("example.org", False),
    ],
)
def test_a_link_leads_to_places_only(address: str, is_good: bool) -> None:
    block = PlaceBlock()
    value = block.to_python({"label": "There", "page": None, "address": address})
    if is_good:
        assert block.clean(value)["address"] == address
    else:
        with pytest.raises(ValidationError):
            block.clean(value)


def test_a_link_to_filters_without_courses_is_left_out_or_leads_to_the_nearest(
    client: Client, site: Site
) -> None:
    make_course(title="Charts", level="advanced")
    links = [
        place("All of it", address="/courses/"),
        place("Advanced", address="/courses/?level=advanced&language=fr"),
        place("Gone", address="/courses/?category=gone"),
    ]
    stream: list[dict[str, Any]] = [{"type": "link", "value": link} for link in links]
    groups = [{"title": "Courses", "links": links}]
    stream.append({"type": "menu", "value": {"label": "More", "groups": groups}})
    set_up(Navigation, site, items=json.dumps(stream))
    html = page_of(client)
    # In the bar and in the small menu, as a link and in a panel.
    assert html.count('href="/courses/?level=advanced"') == 4
    assert html.count("All of it") == 4 and "Gone" not in html


def test_the_foot_has_columns_networks_and_small_print(client: Client, site: Site) -> None:
    column = {"title": "Learn", "links": [place("Free", address="/courses/?price=free")]}
    set_up(
        Footer,
        site,
        line="One step at a time.",
        columns=json.dumps([{"type": "column", "value": column}]),
        legal=json.dumps([{"type": "link", "value": place("Imprint", address="/imprint/")}]),
    )
    set_up(SocialLinks, site, mastodon="https://example.social/@garden")
    html = page_of(client).partition('<footer class="site-footer">')[2]
    for words in ("Learn</h2>", "One step at a time.", 'href="/imprint/"', "https://example.social/@garden"):
        assert words in html
    assert "Learn at your own pace." not in html


MOMENTS = [
    (-timedelta(seconds=1), False),
    (timedelta(0), True),
    (timedelta(hours=1) - timedelta(seconds=1), True),
    (timedelta(hours=1), False),
]


@pytest.mark.parametrize(("after_start", "is_shown"), MOMENTS)
def test_an_announcement_is_shown_from_its_start_until_its_end(
    client: Client, site: Site, after_start: timedelta, is_shown: bool
) -> None:
    set_up(Announcement, site, text="Doors open", starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    page_of(client)  # what was kept before must not hide or show it
    with time_machine.travel(NOON + after_start, tick=False):
        assert ("Doors open" in page_of(client)) == is_shown


def test_an_announcement_must_end_after_it_starts(site: Site) -> None:
    with pytest.raises(ValidationError) as refusal:
        Announcement(
            site=site, text="Doors", starts_at=NOON, ends_at=NOON, link_url="javascript:x"
        ).full_clean()
    assert set(refusal.value.message_dict) == {"ends_at", "link_url"}


def test_a_new_announcement_is_seen_by_those_who_closed_the_old_one(client: Client, site: Site) -> None:
    first = set_up(Announcement, site, text="Doors open")
    key = first.key
    assert f'data-announcement="{key}"' in page_of(client)
    assert "data-announcement-close" in page_of(client)
    second = set_up(Announcement, site, text="Doors closed", is_dismissible=False)
    assert second.key != key
    assert "data-announcement-close" not in page_of(client)


ANALYTICS = [
    ("plausible", "example.org", "", False, False),
    ("matomo", "7", "stats.example.org", False, False),
    ("matomo", "7", "stats.example.org", True, True),
    ("google", "G-ABCD1234", "", False, True),
]


@pytest.mark.parametrize(("provider", "key", "host", "uses_cookies", "needs_consent"), ANALYTICS)
def test_no_providers_script_stands_in_the_page(
    client: Client, site: Site, provider: str, key: str, host: str, uses_cookies: bool, needs_consent: bool
) -> None:
    setting = Analytics(site=site, provider=provider, site_key=key, host=host, uses_cookies=uses_cookies)
    setting.full_clean()
    setting.save()
    make_catalog()
    html = page_of(client, "/courses/")
    assert f'data-analytics="{provider}" data-site-key="{key}"' in html
    sources = re.findall(r'<script[^>]*\ssrc="([^"]+)"', html)
    assert "/static/js/analytics.js" in sources
    assert [source for source in sources if not source.startswith("/static/")] == []
    assert ("data-consent " in html) == needs_consent
    assert ("data-needs-consent" in html) == needs_consent
    assert ("data-consent-open" in html) == needs_consent


def test_without_a_provider_nothing_is_counted_and_nobody_is_asked(client: Client, site: Site) -> None:
    make_catalog()
    html = page_of(client, "/courses/")
    assert "analytics" not in html
    assert "data-consent" not in html


@pytest.mark.parametrize(
    ("provider", "key", "host", "wrong"),
    [
        ("google", "UA-1", "", {"site_key"}),
        ("matomo", "seven", "", {"site_key", "host"}),
        ("plausible", 'x" onload="', "a/b", {"site_key", "host"}),
    ],
)
def test_a_provider_wants_its_own_kind_of_key(
    site: Site, provider: str, key: str, host: str, wrong: set[str]
) -> None:
    with pytest.raises(ValidationError) as refusal:
        Analytics(site=site, provider=provider, site_key=key, host=host).full_clean()
    assert set(refusal.value.message_dict) == wrong


@pytest.mark.parametrize(
    ("level", "scripts"),
    [
        (Motion.Level.NONE, set()),
        (Motion.Level.SUBTLE, {"reveal"}),
        (Motion.Level.EXPRESSIVE, {"reveal", "expressive"}),
    ],
)
def test_motion_loads_what_it_needs_and_no_more(
    client: Client, site: Site, level: str, scripts: set[str]
) -> None:
    set_up(Motion, site, level=level)
    html = page_of(client)
    assert f'data-motion="{level}"' in html
    assert {name for name in ("reveal", "expressive") if f"js/motion/{name}.js" in html} == scripts


SETTINGS = (
    "brand",
    "navigation",
    "footer",
    "sociallinks",
    "contact",
    "announcement",
    "motion",
    "searchappearance",
)


@pytest.mark.parametrize(
    ("role", "may_edit"),
    [(MARKETER, True), (ADMINISTRATOR, True), (INSTRUCTOR, False), (REVIEWER, False), (SUPPORT, False)],
)
def test_marketers_and_administrators_edit_the_settings(
    client: Client, site: Site, role: str, may_edit: bool
) -> None:
    client.force_login(UserFactory(roles=[role]))
    for name in SETTINGS:
        response = client.get(f"/admin/settings/home/{name}/{site.pk}/")
        assert (response.status_code == 200) == may_edit, name


@pytest.mark.parametrize("role", [MARKETER, INSTRUCTOR, REVIEWER, SUPPORT])
def test_who_counts_visits_is_the_administrators_choice(client: Client, site: Site, role: str) -> None:
    client.force_login(UserFactory(roles=[role]))
    assert client.get(f"/admin/settings/home/analytics/{site.pk}/").status_code != 200
    client.force_login(UserFactory(roles=[ADMINISTRATOR]))
    assert client.get(f"/admin/settings/home/analytics/{site.pk}/").status_code == 200


def test_a_broken_site_still_says_so_without_asking_the_database() -> None:
    with CaptureQueriesContext(connection) as asked:
        html = render_to_string("500.html")
    assert "<h1" in html
    assert len(asked) == 0
