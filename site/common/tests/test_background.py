"""Work that is enqueued is done after the commit, in order, by the thread or by Celery."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import task_backends

from common import background, tasks
from common.background import jobs
from common.models import QueuedTask

from . import work

THREAD = {"default": {"BACKEND": "common.background.ThreadBackend", "QUEUES": []}}
CELERY = {"default": {"BACKEND": "common.background.CeleryBackend", "QUEUES": []}}


@pytest.fixture(autouse=True)
def nothing_done() -> Iterator[None]:
    work.done.clear()
    yield
    work.done.clear()


class LaterWorker(background._Worker):
    """Begins with what it was given when it is to finish: SQLite in memory has no two who write at once."""

    is_held = True

    def start(self) -> None:
        if not self.is_held:
            super().start()

    def finish(self) -> None:
        self.is_held = False
        if not self._jobs.empty():
            super().start()
        super().finish()
        self.is_held = True


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[background._Worker]:
    """A server's worker whose thread does nothing periodically."""
    worker = LaterWorker()
    worker.is_serving = True
    monkeypatch.setattr(background, "_worker", worker)
    monkeypatch.setattr(background.schedule, "run_due", lambda: None)
    yield worker
    worker.finish()


@pytest.mark.django_db(transaction=True)
class TestThread:
    @pytest.fixture(autouse=True)
    def by_thread(self, settings: Any) -> None:
        settings.TASKS = THREAD

    def test_work_is_done_by_one_other_thread_in_the_order_it_was_given(self, worker: Any) -> None:
        for number in range(50):
            work.write_down.enqueue(number)
        worker.finish()

        assert work.done == [(number, "background") for number in range(50)]
        assert not QueuedTask.objects.exists()

    def test_it_waits_for_the_commit(self, worker: Any) -> None:
        with transaction.atomic():
            with transaction.atomic():
                work.write_down.enqueue("inside")
            assert worker._thread is None
        worker.finish()

        assert work.done == [("inside", "background")]

    def test_a_rollback_takes_it_along(self, worker: Any) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            work.write_down.enqueue("lost")
            _ = 1 / 0
        work.write_down.enqueue("kept")
        worker.finish()

        assert work.done == [("kept", "background")]
        assert not QueuedTask.objects.exists()

    def test_what_a_process_did_not_begin_is_done_by_the_next(self, worker: Any, monkeypatch: Any) -> None:
        work.write_down.enqueue("left over")
        worker._forget_thread()  # it ended
        tasks.sweep_jobs()
        worker.finish()
        assert work.done == []  # a minute is left to whoever was told first
        monkeypatch.setattr(jobs, "GRACE", timedelta(0))
        QueuedTask.objects.update(next_send_at=timezone.now())
        tasks.sweep_jobs()
        tasks.sweep_jobs()
        worker.finish()

        assert work.done == [("left over", "background")]

    def test_work_that_fails_is_logged_and_the_next_is_done(
        self, worker: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        work.stumble.enqueue()
        work.write_down.enqueue("next")
        worker.finish()

        assert work.done == [("next", "background")]
        assert "RuntimeError: stumbled" in caplog.text
        failed = QueuedTask.objects.get()
        assert (failed.state, failed.attempts) == (QueuedTask.State.FAILED, 1)
        assert "RuntimeError: stumbled" in failed.last_error

    def test_periodic_work_is_looked_at_from_the_start_even_when_it_fails(
        self, worker: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        looked = threading.Semaphore(0)

        def look() -> None:
            looked.release()
            raise RuntimeError("no table yet")

        monkeypatch.setattr(background.schedule, "run_due", look)
        monkeypatch.setattr(background, "LOOK_SECONDS", 0.01)
        worker.is_held = False
        worker.start()

        assert looked.acquire(timeout=10)
        assert looked.acquire(timeout=10)

    def test_a_process_that_ends_waits_for_what_it_was_given(self, worker: Any) -> None:
        held = threading.Event()
        worker.put(held.wait)
        work.write_down.enqueue("last")
        threading.Timer(0.1, held.set).start()
        worker.finish()

        assert work.done == [("last", "background")]
        assert not worker._thread.is_alive()

    def test_a_process_that_ends_does_not_wait_for_ever(
        self, worker: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(background, "FAREWELL_SECONDS", 0.1)
        held = threading.Event()
        worker.put(held.wait)
        worker.finish()

        assert worker._thread.is_alive()
        held.set()

    def test_a_forked_process_starts_a_thread_of_its_own(self, worker: Any) -> None:
        work.write_down.enqueue("before")
        worker.finish()
        worker._forget_thread()
        work.write_down.enqueue("after")
        worker.finish()

        assert [word for word, _ in work.done] == ["before", "after"]

    def test_a_command_does_its_work_itself(self, worker: Any) -> None:
        worker.is_serving = False
        work.write_down.enqueue("here")

        assert work.done == [("here", threading.current_thread().name)]
        assert worker._thread is None


@pytest.mark.django_db(transaction=True)
class TestCelery:
    @pytest.fixture(autouse=True)
    def by_celery(self, settings: Any) -> None:
        settings.TASKS = CELERY

    @pytest.fixture
    def sent(self, monkeypatch: pytest.MonkeyPatch) -> list:
        sent = []
        monkeypatch.setattr(background, "broker_answers", lambda: True)
        monkeypatch.setattr(
            background.current_app, "send_task", lambda name, args, **_how: sent.append((name, *args))
        )
        return sent

    def test_a_worker_is_asked_for_the_row_after_the_commit(self, sent: Any) -> None:
        with transaction.atomic():
            work.write_down.enqueue("there")
            assert sent == []

        row = QueuedTask.objects.get()
        assert sent == [(tasks.run_queued_task.name, row.pk)]
        assert (row.task, row.args, row.kwargs) == ("common.tests.work.write_down", ["there"], {})
        tasks.run_queued_task(row.pk)
        tasks.run_queued_task(row.pk)  # a message may come twice
        assert work.done == [("there", threading.current_thread().name)]
        assert not QueuedTask.objects.exists()

    def test_a_request_does_not_wait_for_the_broker(self, sent: Any, worker: Any) -> None:
        work.write_down.enqueue("there")
        assert sent == []
        worker.finish()
        assert [name for name, _row in sent] == [tasks.run_queued_task.name]

    @pytest.mark.parametrize("broken", ["unreachable", "refuses"])
    def test_while_the_broker_is_away_the_servers_thread_does_it(
        self, sent: Any, worker: Any, broken: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_args: Any, **_how: Any) -> None:
            raise ConnectionError("no broker")

        if broken == "refuses":
            monkeypatch.setattr(background.current_app, "send_task", refuse)
        else:
            monkeypatch.setattr(background, "broker_answers", lambda: False)
        work.write_down.enqueue("here")
        worker.finish()

        assert work.done == [("here", "background")]
        assert (sent, QueuedTask.objects.count()) == ([], 0)

    def test_a_command_leaves_it_to_the_sweep(self, sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as away:
            away.setattr(background, "broker_answers", lambda: False)
            work.write_down.enqueue("late")
        assert sent == []
        QueuedTask.objects.update(next_send_at=timezone.now())
        tasks.sweep_jobs()
        tasks.sweep_jobs()
        assert sent == [(tasks.run_queued_task.name, QueuedTask.objects.get().pk)]

    @pytest.mark.parametrize("answers", [True, False])
    def test_periodic_work_is_done_by_the_server_only_while_the_broker_is_away(
        self, sent: Any, answers: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ran = []
        monkeypatch.setattr(background, "broker_answers", lambda: answers)
        monkeypatch.setattr(background.schedule, "run_due", lambda: ran.append(1))
        background._look()
        assert ran == ([] if answers else [1])

    def test_what_an_earlier_version_asked_for_is_done(self) -> None:
        tasks.run_task("common.tests.work.write_down", ["old"], {})
        assert [word for word, _thread in work.done] == ["old"]


def test_arguments_must_be_json(settings: Any) -> None:
    settings.TASKS = THREAD
    with pytest.raises(TypeError):
        work.write_down.enqueue(object())


@pytest.mark.parametrize("backend", [THREAD, CELERY])
def test_wagtails_own_tasks_are_accepted(settings: Any, backend: Any) -> None:
    from wagtail.tasks import update_reference_index_task

    settings.TASKS = backend
    task_backends["default"].validate_task(update_reference_index_task)
