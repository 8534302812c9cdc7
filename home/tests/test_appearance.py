"""What search engines and those who share a page are told: canonical, other languages, data, pictures."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils.translation import override
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, PageViewRestriction, Site

from accounts.roles import ADMINISTRATOR, INSTRUCTOR, MARKETER, REVIEWER
from accounts.tests.factories import UserFactory
from common.seo import pictures, structured
from common.seo.appearance import Crumb, open_graph_locale
from home.models import Brand, SearchAppearance
from home.pages.appearance import appearance_for, share_token
from home.site_settings.site_context import site_context_of
from learning.courses import actions
from learning.courses.models import Course, CoursePage, LessonPage
from learning.courses.rules import Visibility
from learning.testing.clients import queries
from learning.testing.courses import (
    make_catalog,
    make_course,
    make_instructor,
    make_instructor_page,
    publish,
    site_root,
)

pytestmark = pytest.mark.django_db

EVIL = "</script><script>alert(1)</script>"


@pytest.fixture
def course() -> Course:
    return make_course(title="Charts", owner=make_instructor(display_name="Ada"), prices=[(4900, "EUR")])


def page_of(url: str, **extra: Any) -> str:
    response = Client().get(url, **extra)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


def data_in(html: str) -> dict[str, dict[str, Any]]:
    """The structured data of a page by type; all of it must be JSON."""
    found = [
        json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    ]
    return {thing["@type"]: thing for thing in found}


def tag(html: str, name: str) -> str:
    found = re.search(rf'<meta (?:property|name)="{name}" content="([^"]*)"', html)
    return found[1] if found else ""


def url_of(course: Course) -> str:
    return CoursePage.objects.get(course=course).url


def test_a_course_tells_what_google_asks_for(course: Course) -> None:
    html = page_of(url_of(course))
    thing = data_in(html)["Course"]
    assert thing["name"] == "Charts"
    assert thing["description"]
    assert thing["provider"]["name"] == "Lyceum"
    assert thing["offers"] == [
        {"@type": "Offer", "category": "Paid", "price": "49.00", "priceCurrency": "EUR"}
    ]
    assert thing["hasCourseInstance"]["courseMode"] == "Online"
    assert thing["hasCourseInstance"]["courseWorkload"].startswith("PT")
    assert thing["hasCourseInstance"]["instructor"] == [{"@type": "Person", "name": "Ada"}]
    assert [crumb["name"] for crumb in data_in(html)["BreadcrumbList"]["itemListElement"]][-2:] == [
        "Courses",
        "Charts",
    ]


def test_the_questions_of_a_course_are_told(course: Course) -> None:
    page = CoursePage.objects.get(course=course)
    page.faq = json.dumps([{"type": "question", "value": {"question": "When?", "answer": "<p>Now.</p>"}}])
    page.save_revision().publish()
    asked = data_in(page_of(url_of(course)))["FAQPage"]["mainEntity"]
    assert asked == [
        {"@type": "Question", "name": "When?", "acceptedAnswer": {"@type": "Answer", "text": "<p>Now.</p>"}}
    ]


def test_nothing_in_a_title_ends_the_script() -> None:
    html = page_of(url_of(make_course(title=f"Charts {EVIL}")))
    assert EVIL not in html
    assert data_in(html)["Course"]["name"] == f"Charts {EVIL}"


def test_no_sign_that_ends_a_script_or_a_line_is_written() -> None:
    written = structured.script([structured.breadcrumbs([Crumb("<!--\u2028&", "https://example.org/")])])
    assert "<!--" not in written
    assert "\u2028" not in written
    assert json.loads(written.partition(">")[2].rpartition("</script>")[0])["itemListElement"][0]["name"]


def test_empty_lists_are_not_told() -> None:
    assert structured.questions([("", "an answer"), ("A question", "<p></p>")]) is None
    assert structured.item_list([]) is None


def test_the_first_page_names_the_organisation() -> None:
    site = Site.objects.get(is_default_site=True)
    site_root()
    SearchAppearance.objects.create(site=site, organisation_name="Garden Ltd", description="We grow.")
    request = RequestFactory().get("/")
    request.user = UserFactory.build()
    page = Page.objects.get(pk=site.root_page_id)
    found = appearance_for(said=None, page=page, request=request, look=site_context_of(request))
    assert found is not None
    things = {thing["@type"]: thing for thing in found.data}
    assert things["EducationalOrganization"]["name"] == "Garden Ltd"
    assert things["WebSite"]["potentialAction"]["target"]["urlTemplate"].endswith("/courses/?q={query}")
    assert found.description == "We grow."


def test_the_name_of_the_site_is_not_said_twice() -> None:
    site_root()
    site = Site.objects.get(is_default_site=True)
    root = Page.objects.get(pk=site.root_page_id)
    Brand.objects.create(site=site, name=root.title, tagline="We grow.")
    request = RequestFactory().get("/")
    request.user = UserFactory.build()
    found = appearance_for(said=None, page=root, request=request, look=site_context_of(request))
    assert found is not None
    assert found.title == "We grow."


def test_the_catalogue_lists_its_courses_and_filtered_it_is_not_listed(course: Course) -> None:
    html = page_of("/courses/")
    assert data_in(html)["ItemList"]["itemListElement"][0]["name"] == "Charts"
    assert "noindex" not in html
    filtered = page_of("/courses/?level=all")
    assert tag(filtered, "robots") == "noindex,follow"
    assert re.search(r'rel="canonical" href="http://[^/]+/courses/"', filtered)
    assert "ItemList" not in data_in(filtered)


def test_an_instructor_is_a_person(course: Course) -> None:
    make_instructor_page(course.instructors.get(), title="Ada Lovelace", headline="Counts")
    html = page_of("/instructors/ada-lovelace/")
    assert data_in(html)["ProfilePage"]["mainEntity"]["name"] == "Ada Lovelace"
    assert tag(html, "og:description") == "Counts"


@pytest.mark.parametrize(
    ("code", "locale"), [("en", "en_US"), ("fr", "fr_FR"), ("pt-br", "pt_BR"), ("xx", "xx")]
)
def test_networks_are_told_the_language_in_their_way(code: str, locale: str) -> None:
    assert open_graph_locale(code) == locale


@pytest.mark.parametrize("url", ["/account/login/", "/account/signup/"])
def test_pages_of_ones_own_are_listed_nowhere(url: str) -> None:
    site_root()
    html = page_of(url)
    assert tag(html, "robots") == "noindex"
    assert "canonical" not in html


def french_pages(course: Course) -> None:
    french = Locale.objects.create(language_code="fr")
    for page in Page.objects.filter(depth=2):
        page.specific.copy_for_translation(french).save_revision().publish()
    make_catalog().copy_for_translation(french).save_revision().publish()
    CoursePage.objects.get(course=course).copy_for_translation(french).save_revision().publish()


def test_live_translations_are_named_with_one_for_everybody_else(course: Course) -> None:
    assert "hreflang=" not in page_of("/courses/")
    french_pages(course)
    for url in ("/courses/", "/fr/courses/"):
        found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page_of(url)))
        assert set(found) == {"en", "fr", "x-default"}
        assert found["x-default"] == found["en"]
        assert found["en"].endswith("/courses/")
        assert "/fr/" in found["fr"]


def test_the_sitemap_holds_what_a_stranger_may_see(course: Course) -> None:
    locked, free = LessonPage.objects.filter(lesson__course=course).order_by("path")
    free.is_free_preview = True
    free.save_revision()
    publish(CoursePage.objects.get(course=course))
    private = make_course(title="Secret")
    page = CoursePage.objects.get(course=private)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    archived = make_course(title="Archived")
    actions.change_status(course=archived, status=Course.Status.ARCHIVED, actor=None, at=course.created_at)
    draft = make_catalog().add_child(instance=Page(title="Draft", slug="draft", live=False))
    response = Client().get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    listed = re.findall(r"<loc>http://[^/]+([^<]+)</loc>", response.content.decode())
    assert {"/courses/", url_of(course), free.url} <= set(listed)
    for hidden in (locked.url, page.url, url_of(archived), draft.url_path, "/admin/", "/account/login/"):
        assert hidden not in listed
    assert len(listed) == len(set(listed))


def test_the_sitemap_names_translations(course: Course) -> None:
    french_pages(course)
    xml = Client().get("/sitemap.xml").content.decode()
    assert xml.count('hreflang="x-default"') == xml.count("<url>")
    assert "/fr/courses/charts" in xml


def test_the_sitemap_costs_nothing_when_asked_again(course: Course) -> None:
    assert queries(Client(), "/sitemap.xml") <= 1  # the site itself


def test_robots_are_led_to_the_sitemap_and_kept_from_what_is_nobodys(course: Course) -> None:
    text = page_of("/robots.txt")
    for line in ("Disallow: /admin/", "Disallow: /account/", "Disallow: /api/", "/sitemap.xml"):
        assert line in text
    assert "Disallow: /\n" not in text


def test_a_site_may_refuse_to_be_found(course: Course, settings: Any) -> None:
    setting = SearchAppearance.objects.create(site=Site.objects.get(is_default_site=True))
    assert tag(page_of("/courses/"), "robots") == ""
    setting.may_be_found = False
    setting.save()
    assert page_of("/robots.txt") == "User-agent: *\nDisallow: /\n"
    assert tag(page_of("/courses/"), "robots") == "noindex,follow"


def test_a_server_may_refuse_to_be_found(course: Course) -> None:
    with override_settings(SEARCH_ENGINES=False):
        assert page_of("/robots.txt") == "User-agent: *\nDisallow: /\n"
        assert tag(page_of("/courses/"), "robots") == "noindex,follow"


def picture_at(html: str) -> Any:
    address = tag(html, "og:image")
    assert address.startswith("http")
    return Client().get("/" + address.partition("//")[2].partition("/")[2])


def test_a_page_without_a_picture_has_one_made_of_its_title(course: Course) -> None:
    response = picture_at(page_of("/courses/"))
    assert response.headers["Content-Type"] == "image/png"
    assert "immutable" in response.headers["Cache-Control"]
    assert Image.open(io.BytesIO(b"".join(response.streaming_content))).size == (1200, 630)


def test_other_words_are_another_picture_and_foreign_words_are_none(client: Client) -> None:
    look = site_context_of(None)
    one, two = (pictures.card_of(share_token(title, look)) for title in ("One", "Two"))
    assert one.file_name != two.file_name
    assert pictures.drawn(one) != pictures.drawn(two)
    forged = share_token("One", look)[:-3] + "abc"
    assert client.get(reverse("home_share_picture", args=[forged])).status_code == 404
    assert client.get(reverse("home_share_picture", args=["nonsense"])).status_code == 404


@pytest.mark.parametrize("title", ["", "x", "Wörter " * 40, "长" * 30, "unbreakable" * 20])
def test_every_title_can_be_drawn(title: str) -> None:
    drawn = pictures.drawn(pictures.ShareCard(title, "Lyceum", "#5b2a86"))
    assert Image.open(io.BytesIO(drawn)).size == (pictures.WIDTH, pictures.HEIGHT)


def test_publishing_a_page_draws_its_picture(course: Course, django_capture_on_commit_callbacks: Any) -> None:
    catalogue = make_catalog()
    catalogue.title = "Everything we teach"
    card = pictures.card_of(share_token(catalogue.title, site_context_of(None)))
    assert not default_storage.exists(card.file_name)
    with django_capture_on_commit_callbacks(execute=True):
        catalogue.save_revision().publish()
    assert default_storage.exists(card.file_name)


def test_a_page_with_a_picture_shows_it(course: Course) -> None:
    catalogue = make_catalog()
    catalogue.share_picture = get_image_model().objects.create(title="Us", file=get_test_image_file())
    catalogue.save_revision().publish()
    address = tag(page_of("/courses/"), "og:image")
    assert "/media/" in address
    assert "1200x630" in address


def test_the_picture_carries_the_brand(course: Course) -> None:
    before = tag(page_of("/courses/"), "og:image")
    Brand.objects.create(site=Site.objects.get(is_default_site=True), brand_colour="#5b2a86")
    assert tag(page_of("/courses/"), "og:image") != before


def test_who_follows_an_old_address_of_a_course_or_of_its_lesson_arrives(
    course: Course, django_capture_on_commit_callbacks: Any
) -> None:
    page = CoursePage.objects.get(course=course)
    lesson = LessonPage.objects.filter(lesson__course=course).order_by("path")[0]
    old, old_lesson = page.url, lesson.url
    page.slug = "diagrams"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    response = Client().get(old)
    assert response.status_code == 301
    assert response.url.endswith("/courses/diagrams/")
    assert Client().get(old_lesson).url.endswith(old_lesson.replace("/charts/", "/diagrams/"))


def test_who_follows_an_old_address_of_a_page_arrives(django_capture_on_commit_callbacks: Any) -> None:
    catalogue = make_catalog()
    old = catalogue.url
    catalogue.slug = "lessons"
    with django_capture_on_commit_callbacks(execute=True):
        catalogue.save_revision().publish()
    response = Client().get(old)
    assert response.status_code == 301
    assert response.url.endswith("/lessons/")


@pytest.mark.parametrize(
    ("role", "may_edit"), [(MARKETER, True), (ADMINISTRATOR, True), (INSTRUCTOR, False), (REVIEWER, False)]
)
def test_marketers_and_administrators_keep_the_redirects(client: Client, role: str, may_edit: bool) -> None:
    client.force_login(UserFactory(roles=[role]))
    response = client.get(reverse("wagtailredirects:index"))
    assert (response.status_code == 200) == may_edit


@pytest.mark.parametrize(("kind", "picture"), [("catalogue", "share_picture"), ("course", "thumbnail")])
def test_the_editor_shows_how_the_page_will_look(
    client: Client, course: Course, kind: str, picture: str
) -> None:
    page = make_catalog() if kind == "catalogue" else CoursePage.objects.get(course=course)
    client.force_login(UserFactory(roles=[ADMINISTRATOR]))
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert f'data-picture-field="{picture}"' in html
    assert f'id="id_{picture}-chooser"' in html
    assert "js/admin/search-and-share.js" in html
    assert 'data-hint="description"' in html


def test_everybody_signed_in_costs_no_query_more_for_it(course: Course) -> None:
    with override("en"):
        client = Client()
        client.force_login(UserFactory())
        html = client.get("/courses/").content.decode()
    assert "canonical" in html
    assert "hreflang=" not in html


def test_a_hidden_course_is_neither_listed_nor_to_be_found(course: Course) -> None:
    page = CoursePage.objects.get(course=course)
    page.visibility = Visibility.HIDDEN
    page.save_revision().publish()
    assert tag(page_of(page.url), "robots") == "noindex,follow"
    assert page.url not in Client().get("/sitemap.xml").content.decode()
