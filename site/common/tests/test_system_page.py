"""Administrators see what stands in for what, which facts wait, and when periodic work last ran."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from common.admin import fallback_services
from common.models import OutboxRow, PeriodicRun, QueuedTask
from common.querysets import MAX_ATTEMPTS

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def person(email: str, *codenames: str) -> Any:
    somebody = get_user_model().objects.create_user(email, password=None)
    somebody.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return somebody


@pytest.fixture
def staff(client: Client, db: Any) -> Any:
    client.force_login(person("admin@example.org", "look_after_site"))
    return client


def row(**values: Any) -> OutboxRow:
    defaults = {"kind": "common.Trial", "payload": {}, "emitted_at": NOON, "next_attempt_at": NOON}
    return OutboxRow.objects.create(**(defaults | values))


def page_of(client: Client) -> str:
    return client.get(reverse("common_system")).content.decode()


@pytest.mark.parametrize(
    ("setting", "value", "part", "in_use"),
    [
        ("TASKS", {"default": {"BACKEND": "common.background.CeleryBackend"}}, "REDIS_URL", "Celery"),
        (
            "CACHES",
            {"default": {"BACKEND": "common.caching.redis_cache.RedisOrElse"}},
            "REDIS_URL",
            "Redis",
        ),
        (
            "MAIL_DELIVERY_BACKEND",
            "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_URL",
            "SMTP (localhost)",
        ),
        ("S3_BUCKET", "academy", "S3_BUCKET", "S3 (academy)"),
    ],
)
def test_a_server_that_is_set_is_in_place(
    settings: Any, monkeypatch: pytest.MonkeyPatch, setting: Any, value: Any, part: Any, in_use: Any
) -> None:
    monkeypatch.setattr(settings._wrapped, setting, value, raising=False)

    [found] = [each for each in fallback_services.services() if each.in_use == in_use]
    assert (found.is_stand_in, found.setting, found.effect) == (False, part, "")


def test_what_is_not_set_is_stood_in_for_and_says_what_that_means(settings: Any) -> None:
    settings.S3_BUCKET = ""

    standing_in = {part.setting: part for part in fallback_services.services() if part.is_stand_in}
    assert {"REDIS_URL", "EMAIL_URL", "S3_BUCKET"} <= set(standing_in)
    assert all(part.effect for part in standing_in.values())


class TestPage:
    def test_it_names_every_part(self, staff: Client) -> None:
        page = page_of(staff)

        for part in fallback_services.services():
            assert part.name in page
            assert part.setting in page

    def test_nothing_waiting_is_said(self, staff: Client) -> None:
        assert "All events have been delivered." in page_of(staff)

    def test_what_waits_is_counted(self, staff: Client) -> None:
        row(), row(), row(delivered_at=NOON)
        assert "2 events are waiting for their next attempt." in page_of(staff)

    def test_what_is_stuck_is_shown_and_can_be_tried_again(self, staff: Client) -> None:
        stuck = row(attempts=MAX_ATTEMPTS, last_error="RuntimeError: broken <b>")
        page = page_of(staff)
        assert "1 event couldn't be delivered" in page
        assert "RuntimeError: broken &lt;b&gt;" in page

        answer = staff.post(reverse("common_retry_stuck"), follow=True)

        assert "1 event will be retried." in answer.content.decode()
        stuck.refresh_from_db()
        assert stuck.attempts == 0

    def test_jobs_that_failed_are_shown_and_can_be_done_again(self, staff: Client) -> None:
        assert "No job is waiting." in page_of(staff)
        common = {"task": "common.tests.work.write_down", "enqueued_at": NOON, "next_send_at": NOON}
        QueuedTask.objects.create(**common)
        failed = QueuedTask.objects.create(**common, state="failed", attempts=3, last_error="<b>Boom")
        page = page_of(staff)
        assert "1 job failed" in page and "&lt;b&gt;Boom" in page
        assert "1 job is waiting." in page and "Check that the worker is running" in page

        answer = staff.post(reverse("common_retry_jobs"), follow=True)

        assert "1 job will be retried." in answer.content.decode()
        failed.refresh_from_db()
        assert (failed.state, failed.attempts) == (QueuedTask.State.WAITING, 0)

    def test_periodic_work_says_when_it_ran_and_how_it_ended(self, staff: Client) -> None:
        assert "Not run yet" in page_of(staff)

        PeriodicRun.objects.create(
            name="common.tasks.sweep_outbox", started_at=NOON, finished_at=NOON, failures=2, last_error="Boom"
        )
        page = page_of(staff)
        assert "Failed" in page
        assert "Boom" in page

    def test_the_reports_menu_leads_to_it(self, staff: Client) -> None:
        assert reverse("common_system") in staff.get("/admin/").content.decode()

    def test_more_stuck_facts_cost_no_more_queries(
        self, staff: Client, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(30):
            row(attempts=MAX_ATTEMPTS)
        page_of(staff)
        with django_assert_max_num_queries(24):
            page_of(staff)

    def test_nobody_else_sees_it_or_retries(self, client: Client, db: Any) -> None:
        stuck = row(attempts=MAX_ATTEMPTS)
        client.force_login(person("marketer@example.org"))

        assert client.get(reverse("common_system")).status_code in (302, 403)
        assert client.post(reverse("common_retry_stuck")).status_code in (302, 403)
        assert reverse("common_system") not in client.get("/admin/").content.decode()
        stuck.refresh_from_db()
        assert stuck.attempts == MAX_ATTEMPTS

    def test_retrying_is_a_post(self, staff: Client) -> None:
        assert staff.get(reverse("common_retry_stuck")).status_code == 405
