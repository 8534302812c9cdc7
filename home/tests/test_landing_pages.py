"""Marketers start, schedule and publish landing pages; others do not; and visitors wait for nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, GroupPagePermission, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    querydict_from_html,
    rich_text,
    streamfield,
)

from accounts.roles import MARKETER
from accounts.tests.factories import UserFactory
from home.models import HomePage, LandingPage, Section
from home.pages.page_templates import STARTS
from home.tests.factories import hero, link, make_home, make_landing, preview, section
from home.tests.test_sections import KINDS
from learning.testing import courses
from library.models import AcademyImage, AcademyRendition
from library.tests.factories import ImageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> HomePage:
    return make_home()


@pytest.fixture
def marketer(client: Client) -> Client:
    client.force_login(UserFactory(roles=[MARKETER]))
    return client


class TestStarts:
    def test_adding_a_landing_page_asks_first_what_it_starts_from(self, marketer, home):
        response = marketer.get(reverse("wagtailadmin_pages:add", args=["home", "landingpage", home.pk]))
        assert response.url == reverse("home_start", args=[home.pk])
        html = marketer.get(response.url).content.decode()
        assert all(str(start.label) in html for start in STARTS)

    @pytest.mark.parametrize("start", STARTS, ids=lambda start: start.name)
    def test_every_start_gives_a_draft_that_can_be_published_as_it_is(self, marketer, home, start):
        response = marketer.post(
            reverse("home_start", args=[home.pk]), {"title": "Open day", "start": start.name}
        )
        page = LandingPage.objects.get()
        assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert not page.live and len(page.sections) >= 2
        assert marketer.get(response.url).status_code == 200
        page.full_clean()
        page.get_latest_revision().publish()
        assert Client().get(page.url).status_code == 200
        assert page.shows_form == bool(start.fields)

    def test_two_pages_of_one_title_have_two_addresses(self, marketer, home):
        for _number in range(2):
            marketer.post(reverse("home_start", args=[home.pk]), {"title": "Open day", "start": "simple"})
        assert set(LandingPage.objects.values_list("slug", flat=True)) == {"open-day", "open-day-1"}

    @pytest.mark.parametrize("data", [{"title": ""}, {"start": "nothing"}])
    def test_what_is_missing_is_said_and_nothing_is_made(self, marketer, home, data):
        sent = {"title": "Open day", "start": "event", **data}
        assert marketer.post(reverse("home_start", args=[home.pk]), sent).status_code == 422
        assert not LandingPage.objects.exists()

    def test_an_empty_start_is_possible(self, marketer, home):
        address = reverse("wagtailadmin_pages:add", args=["home", "landingpage", home.pk])
        assert marketer.get(f"{address}?empty=1").status_code == 200

    @pytest.mark.parametrize("role", ["Instructor", "Reviewer", "Support"])
    def test_nobody_else_starts_one(self, client, home, role):
        client.force_login(UserFactory(roles=[role]))
        address = reverse("home_start", args=[home.pk])
        assert client.post(address, {"title": "Mine", "start": "simple"}).status_code in (302, 403)
        assert not LandingPage.objects.exists()


class TestRights:
    def test_marketers_own_these_pages_and_nothing_of_the_courses(self, marketer, home):
        page, course = make_landing(home), courses.make_course()
        for owned in (home, page):
            assert marketer.get(reverse("wagtailadmin_pages:edit", args=[owned.pk])).status_code == 200
        for other in (course.pages.get(), course.pages.get().get_parent()):
            assert marketer.get(reverse("wagtailadmin_pages:edit", args=[other.pk])).status_code == 302

    def test_instructors_do_not_edit_landing_pages(self, client, home):
        page = make_landing(home)
        client.force_login(courses.make_instructor())
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 302


class TestWorkflow:
    """A marketer's page passes through a review when the academy wants one, and is talked about."""

    @pytest.fixture
    def reviewer(self, home) -> Client:
        group = Group.objects.create(name="Editors in chief")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for kind in ("change", "publish"):
            permission = Permission.objects.get(
                codename=f"{kind}_page", content_type__app_label="wagtailcore"
            )
            GroupPagePermission.objects.create(group=group, page=home, permission=permission)
        task = GroupApprovalTask.objects.create(name="Editors in chief look at it")
        task.groups.add(group)
        workflow = Workflow.objects.create(name="Two pairs of eyes")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.create(workflow=workflow, page=home)
        client = Client()
        person = UserFactory()
        person.groups.add(group)
        client.force_login(person)
        return client

    def send(self, client, page, **changes):
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        data = querydict_from_html(client.get(address).text, form_id="page-edit-form")
        looks = {"background": "plain", "width": "normal"}
        words = {"title": "Spring begins", "text": rich_text("<p>Come and see.</p>"), **looks}
        data.update(nested_form_data({"sections": streamfield([("text", words)])}))
        data.update(changes)
        response = client.post(address, data)
        assert response.status_code == 302, response.context["errors_debug"]

    def test_a_page_is_submitted_approved_and_live(self, marketer, reviewer, home):
        page = make_landing(home, live=False)
        self.send(marketer, page, **{"action-submit": "yes"})
        state = page.current_workflow_state
        assert state.status == "in_progress"
        task = state.current_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
        reviewer.post(address, {"comment": "Go"})
        page.refresh_from_db()
        assert page.live and Client().get(page.url).status_code == 200

    def test_a_marketer_leaves_a_comment_on_a_section(self, marketer, home):
        page = make_landing(home)
        field = f"sections.{page.sections[0].id}.title"
        comment = {"text": "Shorter, please", "contentpath": field, "position": "", "id": ""}
        formset = nested_form_data({"comments": inline_formset([{**comment, "replies": inline_formset([])}])})
        self.send(marketer, page, **formset)
        assert page.wagtail_admin_comments.get().contentpath == field


def test_a_scheduled_page_goes_live_at_its_moment_and_ends_at_another(home):
    page = make_landing(home, live=False)
    now = timezone.now()
    page.go_live_at, page.expire_at = now + timedelta(hours=1), now + timedelta(hours=3)
    page.save_revision().publish()
    shown = []
    for hours in (0, 2, 4):
        with time_machine.travel(now + timedelta(hours=hours), tick=False):
            call_command("publish_scheduled")
            shown.append(Client().get(page.get_url() or "/spring-launch/").status_code)
    assert shown == [404, 200, 404]


def test_a_preview_shows_what_will_be_published(home):
    """But for the tokens of the form, which are each visitor's own."""
    shown = [section("lead_form", title="Ask"), *(preview(kind) for kind in KINDS if kind != "lead_form")]
    page = make_landing(home, hero("All of it"), *shown)
    page.get_latest_revision() or page.save_revision()
    drafted = page.make_preview_request().render().content.decode()
    page.save_revision().publish()
    published = Client().get(page.url).content.decode()
    assert _main_of(drafted) == _main_of(published)


def _main_of(html: str) -> str:
    main = html.split("<main")[1].split("</main>")[0]
    return re.sub(r'(csrfmiddlewaretoken"|shown_at"[^>]*) value="[^"]*"', r"\1", main)


class TestWhatItCosts:
    def big_page(self, home: HomePage) -> LandingPage:
        """Thirty sections with forty pictures, and buttons that lead to pages."""
        pictures = [ImageFactory(title=f"Picture {number}") for number in range(40)]
        target = make_landing(home, title="Target", slug="target")
        told = iter(pictures)

        def testimonial():
            return {"quote": "Good.", "name": "Ada", "role": "", "picture": next(told)}

        sections = [hero("Much to see", picture={"picture": next(told), "alt": "x", "decorative": False})]
        sections += [
            section("about", title=f"About {number}", text="<p>x</p>", button=link("On", page=target),
                    picture={"picture": next(told), "alt": "x", "decorative": False})
            for number in range(12)
        ]  # fmt: skip
        sections += [
            section("results", title=f"Said {number}", items=[testimonial() for _index in range(3)])
            for number in range(9)
        ]
        sections += [section("course_cards", title=f"Courses {number}", limit=3) for number in range(8)]
        return make_landing(home, *sections, title="Much", slug="much")

    def test_thirty_sections_with_forty_pictures(self, home, django_capture_on_commit_callbacks):
        for _number in range(3):
            courses.make_course(lessons=1)
        page = self.big_page(home)
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        assert AcademyImage.objects.count() == 40
        made = AcademyRendition.objects.count()
        assert made > 0
        client = Client()
        client.force_login(UserFactory())
        client.get(page.url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            html = client.get(page.url).content.decode()
        assert len(asked) <= 25, [query["sql"][:120] for query in asked]
        assert AcademyRendition.objects.count() == made, "a visitor had to wait for a picture"
        assert html.count('loading="lazy"') >= 39 and html.count('fetchpriority="high"') == 1
        assert "image/" not in html and ".webp" in html

    def test_a_section_of_the_library_has_its_pictures_ready_too(self, django_capture_on_commit_callbacks):
        picture = {"picture": ImageFactory(title="One"), "alt": "x", "decorative": False}
        shared = Section.objects.create(
            name="Shared", sections=[section("about", text="<p>x</p>", picture=picture)]
        )
        with django_capture_on_commit_callbacks(execute=True):
            shared.save_revision().publish()
        assert AcademyRendition.objects.count() == 3

    def test_visitors_of_a_page_without_a_form_are_given_what_was_kept(self, home, django_assert_num_queries):
        client = Client()
        client.get("/")
        with django_assert_num_queries(0):
            client.get("/")
