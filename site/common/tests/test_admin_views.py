"""The base of our admin screens: who is let in, what a refusal says, and how a form is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.sessions.backends.cache import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from common.admin.views import AdminActionView, AdminFormView, AdminView, Breadcrumb, breadcrumb
from common.verdict import Verdict

pytestmark = pytest.mark.django_db

SENTENCE = "Your role doesn't allow you to open the drawer."


class Declined(Exception):
    """What the action of a form raises."""


class DrawerMixin:
    def may(self) -> Verdict:
        is_keeper = self.reader.first_name == "Keeper"
        return Verdict.yes() if is_keeper else Verdict.no("not_a_keeper", SENTENCE)


class DrawerView(DrawerMixin, AdminView):
    page_title = "Drawer"
    header_icon = "folder"

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb("Cabinet", "/cabinet/")]


class OpenDrawerView(DrawerMixin, AdminActionView):
    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(f"opened by {self.reader.email}")


class NameForm(forms.Form):
    name = forms.CharField()


class Warning:
    key = "it is full"


class LabelView(DrawerMixin, AdminFormView):
    page_title = "Label"
    button = "Stick on"
    explanation = "What the drawer is called."
    refusals = (Declined,)
    labels: list[str] = []

    def form_for(self, data: Any, files: Any = None) -> NameForm:
        return NameForm(data)

    def back(self) -> str:
        return "/cabinet/"

    def warning(self, form: Any) -> Warning | None:
        return Warning() if form.cleaned_data["name"] == "full" else None

    def done(self, form: Any) -> HttpResponse | None:
        name = form.cleaned_data["name"]
        if name == "taken":
            raise Declined("There is such a label.")
        self.labels.append(name)
        return HttpResponse("elsewhere") if name == "elsewhere" else None


@pytest.fixture
def labels() -> list[str]:
    LabelView.labels = []
    return LabelView.labels


def ask(view: Any, *, who: str = "Keeper", data: Any = None, **headers: str) -> Any:
    """The answer of a view, rendered. data: what is posted; without, it is a GET."""
    factory = RequestFactory()
    request = factory.get("/", headers=headers) if data is None else factory.post("/", data, headers=headers)
    request.session = SessionStore()
    request.user = AnonymousUser()
    if who:
        email = f"{who.lower()}@example.org"
        request.user = get_user_model().objects.create_user(email, password=None, first_name=who)
        request.user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    response = view.as_view()(request)
    return response.render() if hasattr(response, "render") else response


def test_a_page_stands_below_its_parents_and_knows_who_looks_and_when():
    before = timezone.now()
    response = ask(DrawerView)
    view = response.context_data["view"]
    assert response.status_code == 200
    assert (view.reader.first_name, before <= view.now <= timezone.now()) == ("Keeper", True)
    shown = [(str(item["label"]), str(item["url"])) for item in response.context_data["breadcrumbs_items"]]
    assert shown == [("Home", reverse("wagtailadmin_home")), ("Cabinet", "/cabinet/"), ("Drawer", "")]


@pytest.mark.parametrize("view", [DrawerView, OpenDrawerView, LabelView])
def test_a_refusal_is_a_403_with_the_sentence_of_the_verdict(view, labels):
    response = ask(view, who="Guest", data={"name": "Mine"})
    assert response.status_code == 403
    assert SENTENCE.replace("'", "&#x27;") in response.content.decode()
    assert labels == []


@pytest.mark.parametrize("view", [DrawerView, OpenDrawerView, LabelView])
def test_whoever_is_not_signed_in_is_sent_to_sign_in(view, labels):
    response = ask(view, who="", data={"name": "Mine"})
    assert (response.status_code, labels) == (302, [])
    assert response.url.startswith(reverse("wagtailadmin_login"))


def test_htmx_gets_the_sentence_as_a_message():
    response = ask(DrawerView, who="Guest", hx_request="true")
    assert (response.status_code, response.content.decode()) == (403, SENTENCE)
    assert json.loads(response["HX-Trigger"])["toast"]["text"] == SENTENCE


def test_a_script_gets_the_refusal_that_wagtail_expects():
    with pytest.raises(PermissionDenied, match="open the drawer"):
        ask(DrawerView, who="Guest", x_requested_with="XMLHttpRequest")


def test_an_action_knows_who_asks_and_has_no_page():
    assert ask(OpenDrawerView, data={}).content == b"opened by keeper@example.org"
    assert ask(OpenDrawerView, who="Guest").status_code == 403


def test_a_screen_has_to_say_who_may():
    class Silent(AdminView):
        page_title = "Silent"

    with pytest.raises(TypeError, match="may"):
        ask(Silent)


class TestForms:
    def test_is_shown_with_its_words(self):
        page = ask(LabelView).content.decode()
        for words in ("What the drawer is called.", "Stick on", 'href="/cabinet/"', 'name="name"'):
            assert words in page, words

    def test_what_is_done_leads_back(self, labels):
        response = ask(LabelView, data={"name": "Letters"})
        assert (response.status_code, response.url, labels) == (302, "/cabinet/", ["Letters"])

    def test_a_response_of_its_own_is_answered(self, labels):
        assert ask(LabelView, data={"name": "elsewhere"}).content == b"elsewhere"

    def test_a_mistake_is_shown_and_nothing_done(self, labels):
        response = ask(LabelView, data={"name": ""})
        assert (response.status_code, labels) == (422, [])
        assert "This field is required." in response.content.decode()

    def test_what_the_action_declines_is_said_and_what_was_typed_stays(self, labels):
        response = ask(LabelView, data={"name": "taken"})
        page = response.content.decode()
        assert (response.status_code, labels) == (422, [])
        assert "There is such a label." in page and 'value="taken"' in page

    def test_a_warning_has_to_be_agreed_to(self, labels):
        response = ask(LabelView, data={"name": "full"})
        assert (response.status_code, labels) == (422, [])
        assert 'name="agreed" value="it is full"' in response.content.decode()

    def test_agreeing_to_something_else_is_not_enough(self, labels):
        assert ask(LabelView, data={"name": "full", "agreed": "another"}).status_code == 422
        assert labels == []

    def test_one_that_was_agreed_to_is_done(self, labels):
        assert ask(LabelView, data={"name": "full", "agreed": "it is full"}).status_code == 302
        assert labels == ["full"]
