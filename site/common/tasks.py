"""The machinery's own work: what runs periodically, and what a Celery worker is asked to do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery import shared_task
from django.core.management import call_command
from django.db import connections, router
from django.utils import timezone
from django_tasks import task

from . import background
from .background import jobs, schedule
from .background.schedule import every
from .events import outbox
from .exports import export_store, running
from .imports import upload_store
from .mail import outbox as mail_outbox
from .models import CountedLimit, OutboxRow


def outbox_databases() -> list[str]:
    """The databases that have an outbox."""
    return [alias for alias in connections if router.allow_migrate_model(alias, OutboxRow)]


@every(minutes=1)
def sweep_outbox() -> None:
    """Deliver the facts that a crash or a failing handler left behind."""
    for alias in outbox_databases():
        outbox.sweep(using=alias)


@every(days=1)
def forget_delivered() -> None:
    """Empty the outbox of what was delivered long ago."""
    for alias in outbox_databases():
        outbox.forget_delivered(using=alias)


@task()
def send_emails() -> None:
    """Send what is due. Enqueued with each email; what it leaves, or a lost broker, `sweep_emails` finds."""
    done = mail_outbox.send_due(after_rest=True)
    if done.sent + done.postponed + done.given_up >= mail_outbox.MOST_AT_ONCE:
        send_emails.enqueue()


@every(minutes=1)
def sweep_emails() -> None:
    """Send the emails that a crash, a broker or a mail server left behind."""
    mail_outbox.send_due()


@every(days=1)
def forget_emails() -> None:
    """Delete the notes of emails sent long ago, and emails that nobody retried."""
    mail_outbox.forget(at=timezone.now())


@every(hours=6)
def forget_expired_uploads() -> None:
    """Delete what was uploaded for an import more than a day ago."""
    upload_store.forget_expired(now=timezone.now())


@task()
def make_export(key: str) -> None:
    """Asked for durably: what was requested is made even if the broker was away."""
    running.make(UUID(key), at=timezone.now())


@every(hours=6)
def forget_expired_exports() -> None:
    """Delete exports that are older than some days."""
    export_store.forget_expired(now=timezone.now())


@every(days=1)
def forget_counted_limits() -> None:
    """Delete what limits were counted by while Redis was away."""
    CountedLimit.objects.filter(expires__lt=timezone.now()).delete()


@every(minutes=1)
def publish_scheduled() -> None:
    """Publish and unpublish the pages whose time has come."""
    call_command("publish_scheduled", verbosity=0)


@every(days=1)
def clear_sessions() -> None:
    """Delete the sessions that have expired."""
    call_command("clearsessions", verbosity=0)


@every(minutes=1)
def sweep_jobs() -> None:
    """Have done what nobody took, and what a process left when it died."""
    background.sweep()


@every(days=1)
def forget_failed_jobs() -> None:
    """Delete jobs that failed long ago."""
    jobs.forget_failed(now=timezone.now())


@shared_task(name=background.CELERY_TASK, ignore_result=True)
def run_queued_task(task_id: int) -> None:
    """Do the work of a row, unless it is done or somebody has it."""
    background.run(task_id)


@shared_task(name="common.run_task", acks_late=True, ignore_result=True)
def run_task(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """What an earlier version of the site left in the broker."""
    background.perform(path, args, kwargs)


@shared_task(name=schedule.CELERY_TASK, ignore_result=True)
def run_periodic(name: str) -> None:
    """One round of periodic work. What is no longer registered (an old beat asks for it) is left alone."""
    if work := schedule.periodic_work().get(name):
        schedule.run(work)
