"""The policy of each page in a real browser: every role's screens work under it, and what it is for it does.

`browser_page` fails a test when a page wanted more than its policy allows, so all journeys prove it; these go
to the screens that no other journey opens.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.roles import ADMINISTRATOR, INSTRUCTOR, MARKETER, REVIEWER, SUPPORT
from learning.access.actions import enrol
from learning.classroom.tests.test_teaching_blocks import every_block
from learning.courses.models import Course, CoursePage, LessonPage
from learning.courses.release.outlines import outline_of_release
from learning.testing import courses
from learning.testing.assessments import make_question, make_quiz
from library.tests.factories import ImageFactory, picture_file

from .academy import open_academy, person
from .conftest import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

STAFF = (ADMINISTRATOR, INSTRUCTOR, MARKETER, REVIEWER, SUPPORT)
#: Sent as files, or leading out of the admin.
_NO_SCREEN = re.compile(r"logout|export=|/documents/\d|\.(csv|xlsx|pdf)$")


@pytest.fixture
def course(site_url: str) -> Course:
    """A released course with one lesson that holds every block, and a quiz."""
    open_academy(site_url)
    made = courses.make_course(
        owner=person("Ingrid Solheim", INSTRUCTOR), lessons=1, lesson_fields={"body": every_block()}
    )
    make_quiz(made, make_question(course=made))
    return made


def lesson_url(course: Course) -> str:
    url = CoursePage.objects.get(course=course).get_url()
    return f"{url}{outline_of_release(course.latest_release_id).lessons[0].path}"


def menu_of(page: Page) -> list[str]:
    """The addresses in the admin's menu, with what stands behind a closed entry."""
    page.goto("/admin/")
    page.locator(".sidebar-main-menu").wait_for()
    links = page.eval_on_selector_all("a[href^='/admin/']", "links => links.map((link) => link.href)")
    return sorted({urlsplit(link).path for link in links if not _NO_SCREEN.search(link)})


def test_every_screen_of_the_admin_works_under_its_policy(course: Course, browser_page: OpenPage) -> None:
    lesson = LessonPage.objects.get(lesson__course=course)
    page_id = CoursePage.objects.get(course=course).pk
    picture = ImageFactory(file=picture_file(), collection=course.collection)
    beside = {
        INSTRUCTOR: [
            f"/admin/pages/{lesson.pk}/edit/",
            f"/admin/pages/{lesson.pk}/edit/preview/",
            f"/admin/pages/{page_id}/edit/",
            f"/admin/pages/{page_id}/history/",
            f"/admin/images/{picture.pk}/",
            "/admin/documents/multiple/add/",
            "/admin/media/video/add/",
        ]
    }
    seen: set[str] = set()
    for role in STAFF:
        who = course.instructors.get() if role == INSTRUCTOR else person(f"{role} Berg", role)
        page = browser_page(who)
        for address in [*menu_of(page), *beside.get(role, ())]:
            if address not in seen:
                seen.add(address)
                answer = page.goto(address)
                assert answer is not None and answer.status == 200, address
        page.context.close()
    assert len(seen) > 40


def test_wagtails_own_scripts_run(course: Course, browser_page: OpenPage) -> None:
    """Calendars, choosers, rich text and the preview start by scripts that Wagtail writes into its pages."""
    page = browser_page(person("Ada Berg", ADMINISTRATOR), width=1440)
    page.goto("/admin/reports/site-history/")
    page.get_by_role("button", name=re.compile("Show filters|Filters|Date")).first.click()
    page.locator("input[id$='timestamp_from'], input[id*='timestamp']").first.evaluate(
        "field => field.focus()"
    )
    expect(page.locator(".xdsoft_datetimepicker").first).to_be_attached()

    lesson = LessonPage.objects.get(lesson__course=course)
    page = browser_page(course.instructors.get(), width=1440)
    page.goto(f"/admin/pages/{lesson.pk}/edit/")
    expect(page.locator(".Draftail-Editor").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Toggle preview")).click()
    frame = page.frame_locator(
        "#w-preview-iframe, [data-preview-panel] iframe, iframe[title*='review']"
    ).first
    expect(frame.get_by_role("heading", level=1).first).to_be_visible()


def test_a_learners_screens_work_under_their_policy(course: Course, browser_page: OpenPage) -> None:
    learner = enrol(person=person("Mia Chen"), course=course, at=timezone.now()).person
    page = browser_page(learner)
    url = CoursePage.objects.get(course=course).get_url()
    for address in (
        *(
            "/",
            "/courses/",
            url,
            "/my-dashboard/",
            f"/my-dashboard/course/{CoursePage.objects.get(course=course).slug}/",
            "/my-certifications/",
        ),
        *(
            "/account/profile/",
            "/account/email/",
            "/account/2fa/",
            "/account/2fa/totp/activate/",
            "/api/v1/docs",
        ),
    ):
        answer = page.goto(address)
        assert answer is not None and answer.status in (200, 404), address
    page.goto(lesson_url(course))
    for _step in range(40):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(50)
    expect(page.locator(".diagram.is-drawn")).to_have_count(1)
    expect(page.locator(".maths.is-drawn")).to_have_count(1)


def test_the_bar_of_staff_opens_on_a_page_of_the_site(course: Course, browser_page: OpenPage) -> None:
    page = browser_page(person("Ada Berg", ADMINISTRATOR))
    page.goto("/")
    page.get_by_role("button", name="View Wagtail quick actions").click()
    expect(page.get_by_role("menuitem").first).to_be_visible()


def test_what_somebody_brings_into_a_page_does_not_run(
    course: Course, browser: Browser, site_url: str
) -> None:
    context = browser.new_context(base_url=site_url)
    page = context.new_page()
    page.goto("/")
    ran = page.evaluate(
        """() => {
            const holder = document.createElement("div");
            document.body.append(holder);
            const script = document.createElement("script");
            script.textContent = "document.title = 'ran'";
            holder.append(script);
            const button = document.createElement("button");
            button.setAttribute("onclick", "document.title = 'ran'");
            holder.append(button);
            button.click();
            return document.title === "ran";
        }"""
    )
    assert not ran
    told = page.evaluate(
        """() => new Promise((tell) => {
            document.addEventListener("securitypolicyviolation", (event) => tell(event.effectiveDirective));
            new Image().src = "https://elsewhere.example.org/a.png";
        })"""
    )
    assert told == "img-src"
    context.close()


ALLOWED_TEXTS = {
    "words that look like an address": "flowchart LR\n  A[See https://example.org/a] --> B[Then read on]",
    "a sequence": "sequenceDiagram\n  Anna ->> Ben: Hello\n  Ben -->> Anna: Good morning",
    "classes of a drawing": "flowchart LR\n  A --> B\n  classDef soft fill:#aadcc5\n  class A soft",
    "a mind map": "mindmap\n  root((Bread))\n    Flour\n    Water",
    "a pie": 'pie\n  "Flour" : 60\n  "Water" : 40',
}


@pytest.mark.parametrize("source", ALLOWED_TEXTS.values(), ids=ALLOWED_TEXTS)
def test_a_diagram_loads_nothing_and_leads_nowhere(
    site_url: str, browser_page: OpenPage, source: str
) -> None:
    open_academy(site_url)
    value = {"source": source, "description": "What it shows.", "caption": ""}
    made = courses.make_course(lessons=1, lesson_fields={"body": courses.body(("diagram", value))})
    page = browser_page(enrol(person=person("Mia Chen"), course=made, at=timezone.now()).person)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lesson_url(made))
    expect(page.locator(".diagram.is-drawn")).to_have_count(1)
    assert [url for url in asked if not url.startswith((site_url, "data:"))] == []
    outside = page.locator(".diagram__drawn").evaluate_all(LEADS_OUT)
    assert outside == []


LEADS_OUT = """drawings => drawings.flatMap((drawing) => [
  ...[...drawing.querySelectorAll("a, image, img, script, iframe, object")].map(({ localName }) => localName),
  ...[...drawing.querySelectorAll("*")].flatMap((element) => [...element.attributes])
    .filter(({ name, value }) => name.startsWith("on") || (/href$/.test(name) && !value.startsWith("#"))
      || /url\\((?!\\s*["']?#)/.test(value))
    .map(({ name, value }) => `${name}=${value}`),
])"""
#: What the server lets nobody write. Should it ever miss one, the page still draws it closed.
REFUSED_TEXTS = {
    "a link": 'flowchart LR\n  A --> B\n  click A href "https://elsewhere.example.org/"',
    "a file in a style": "flowchart LR\n  A --> B\n  style A fill:url(https://elsewhere.example.org/a.svg)",
    "settings": '%%{init: {"themeCSS": ".node { background: url(https://elsewhere.example.org/b.svg) }"}}%%\n'
    "flowchart LR\n  A --> B",
}


@pytest.mark.parametrize("source", REFUSED_TEXTS.values(), ids=REFUSED_TEXTS)
def test_what_the_server_might_miss_ends_in_the_page(
    course: Course, browser_page: OpenPage, site_url: str, source: str
) -> None:
    page = browser_page(enrol(person=person("Mia Chen"), course=course, at=timezone.now()).person)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lesson_url(course))
    page.locator("[data-diagram] [data-source]").evaluate(
        "(place, text) => { place.textContent = text; }", source
    )
    page.locator("[data-diagram]").scroll_into_view_if_needed()
    expect(page.locator(".diagram.is-drawn, .diagram.is-failed")).to_have_count(1)
    assert [url for url in asked if "elsewhere" in url] == []
    assert page.locator(".diagram__drawn").evaluate_all(LEADS_OUT) == []
    assert "elsewhere" not in page.locator("[data-drawing]").evaluate("place => place.innerHTML")
