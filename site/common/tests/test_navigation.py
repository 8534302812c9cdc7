"""Guards `common.templatetags.navigation`."""

import pytest
from django.core.cache import cache
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from wagtail.models import Locale

from common.templatetags import navigation

request_factory = RequestFactory()


def render(source: str, path: str = "/", **context: object) -> str:
    request = request_factory.get(path)
    return Template("{% load navigation %}" + source).render(Context({"request": request, **context}))


def test_an_address_has_the_prefix_of_a_language_that_is_not_the_sites_own() -> None:
    assert render('{% site_path "/courses/" %}') == "/courses/"
    with override("fr"):
        assert render('{% site_path "/courses/" %}') == "/fr/courses/"


@pytest.mark.parametrize(
    ("here", "expected"),
    [
        ("/courses/", 'aria-current="page"'),
        ("/courses/python/", 'aria-current="true"'),
        ("/instructors/", ""),
        ("/", ""),
    ],
)
def test_a_link_knows_whether_it_leads_to_the_present_page(here: str, expected: str) -> None:
    assert render('{% current "/courses/" %}', here) == expected


def test_the_first_page_is_not_current_on_the_pages_below_it() -> None:
    assert render('{% current "/" %}', "/courses/") == ""
    assert render('{% current "/" %}', "/") == 'aria-current="page"'


def test_a_link_knows_the_present_page_in_another_language() -> None:
    with override("fr"):
        assert render('{% current "/fr/courses/" %}', "/fr/courses/") == 'aria-current="page"'


@pytest.fixture
def _fresh_cache() -> None:
    cache.delete(navigation.LOCALES_KEY)


@pytest.mark.django_db
@pytest.mark.usefixtures("_fresh_cache")
def test_one_language_offers_no_choice() -> None:
    assert navigation.language_links(Context({"request": request_factory.get("/courses/")})) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("_fresh_cache")
def test_each_language_with_pages_has_the_present_address() -> None:
    Locale.objects.create(language_code="fr")
    try:
        links = navigation.language_links(Context({"request": request_factory.get("/courses/?q=python")}))
    finally:
        cache.delete(navigation.LOCALES_KEY)
    assert [(link.code, link.name, link.url, link.is_current) for link in links] == [
        ("en", "English", "/courses/?q=python", True),
        ("fr", "Français", "/fr/courses/?q=python", False),
    ]


def test_another_page_keeps_the_other_parameters() -> None:
    source = "{% page_url number %}"
    assert render(source, "/courses/?level=1&level=2&page=4", number=5) == "?level=1&amp;level=2&amp;page=5"
    assert render(source, "/courses/?page=2&q=a", number=1) == "?q=a"
    assert render(source, "/courses/?page=2", number=1) == "/courses/"


def test_page_numbers_leave_out_the_middle() -> None:
    page = Paginator(range(400), 10).page(7)
    assert navigation.page_numbers(page) == [1, None, 6, 7, 8, None, 40]
