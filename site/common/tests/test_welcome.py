"""The welcome of the admin says what waits for whoever looks, and nothing else."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from common.admin.admin_dashboard import Shortcut, TodoItem, shortcuts, todo_items
from common.design import branding
from common.models import OutboxRow
from common.querysets import MAX_ATTEMPTS

pytestmark = pytest.mark.django_db
HOME = reverse("wagtailadmin_home")


@pytest.fixture
def waiting() -> Iterator[None]:
    def found(request):
        return [
            TodoItem(0, "letters nobody wrote", "/none/", "mail"),
            TodoItem(3, "papers to mark", "/papers/", "edit"),
            TodoItem(1, "bell to answer", "/bell/", "warning", is_urgent=True),
        ]

    def begin(request):
        return [Shortcut("Ring a bell", "/ring/", "plus")]

    with (
        hooks.register_temporarily("register_what_waits", found),
        hooks.register_temporarily("register_shortcuts", begin),
    ):
        yield


def staff(*permissions, **fields):
    person = get_user_model().objects.create_user(f"{len(permissions)}@example.org", "secret", **fields)
    for name in ("wagtailadmin.access_admin", *permissions):
        app_label, codename = name.split(".")
        person.user_permissions.add(
            Permission.objects.get(content_type__app_label=app_label, codename=codename)
        )
    return person


def request_of(person):
    request = RequestFactory().get(HOME)
    request.user = person
    return request


def test_what_counts_zero_is_left_out_and_the_urgent_comes_first(waiting):
    found = todo_items(request_of(staff()))
    assert [entry.words for entry in found] == ["bell to answer", "papers to mark"]


def test_the_first_page_of_the_admin_shows_it(client, waiting):
    client.force_login(staff(first_name="Nadia"))
    page = client.get(HOME).content.decode()
    assert "To do" in page
    assert 'href="/papers/"' in page and "papers to mark" in page
    assert 'href="/ring/"' in page and "Ring a bell" in page
    assert "letters nobody wrote" not in page
    assert "Nadia" in page


def test_who_has_nothing_to_do_is_told_so(client):
    client.force_login(staff())
    assert "You're all caught up" in client.get(HOME).content.decode()


def test_only_who_looks_after_the_site_hears_of_stuck_facts():
    now = timezone.now()
    OutboxRow.objects.create(
        kind="sample", payload={}, emitted_at=now, next_attempt_at=now, attempts=MAX_ATTEMPTS
    )
    assert [entry.count for entry in todo_items(request_of(staff("common.look_after_site")))] == [1]
    assert todo_items(request_of(staff())) == []


def test_shortcuts_of_nobody_are_none():
    assert shortcuts(request_of(staff())) == []


def test_the_admin_bears_the_academys_name_and_mark(client, monkeypatch):
    monkeypatch.setattr(branding, "_providers", [lambda: branding.Branding("Porch", "https://porch.example")])
    client.force_login(staff())
    page = client.get(HOME).content.decode()
    assert "- Porch</title>" in " ".join(page.split())
    assert "Welcome to Porch" in page
    assert "academy-mark" in page and "css/admin/brand.css" in page
