"""A fact reaches every handler once its transaction has committed, whatever fails on the way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.events import emit, outbox
from common.models import OutboxDelivery, OutboxRow
from common.querysets import MAX_ATTEMPTS

from .facts import SampleFact, listening

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


class Recorder:
    """A handler that notes what it hears, and fails as often as it is told to."""

    def __init__(self, name: str, *, failures: int = 0) -> None:
        self.__name__, self.failures = name, failures
        self.heard: list[SampleFact] = []

    def __call__(self, fact: Any) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError(f"{self.__name__} is broken")
        self.heard.append(fact)


def leave_behind(fact: Any, **values: Any) -> OutboxRow:
    """A row as a process leaves it that dies right after its commit."""
    defaults = {"emitted_at": NOON, "next_attempt_at": NOON}
    return OutboxRow.objects.create(kind=fact.kind, payload=fact.as_json(), **(defaults | values))


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.mark.django_db
class TestEmit:
    def test_handlers_hear_it_after_the_commit(self, commit: Any) -> None:
        recorder = Recorder("recorder")
        with listening(recorder), commit():
            emit(SampleFact(7))
            assert recorder.heard == []

        assert recorder.heard == [SampleFact(7)]
        row = OutboxRow.objects.get()
        assert row.delivered_at is not None
        assert list(OutboxDelivery.objects.values_list("row", "handler")) == [(row.pk, "recorder")]

    def test_a_rollback_takes_the_fact_along(self, django_capture_on_commit_callbacks: Any) -> None:
        with (
            listening(Recorder("recorder")),
            django_capture_on_commit_callbacks() as told,
            pytest.raises(ZeroDivisionError),
            transaction.atomic(),
        ):
            emit(SampleFact(7))
            _ = 1 / 0

        assert told == []
        assert not OutboxRow.objects.exists()

    def test_a_fact_that_cannot_be_kept_is_refused_at_once(self) -> None:
        with listening(Recorder("recorder")), pytest.raises(TypeError):
            emit(SampleFact(number=1.5))  # type: ignore[arg-type]

        assert not OutboxRow.objects.exists()

    def test_without_a_listener_it_costs_one_insert(self, commit: Any) -> None:
        with (
            listening(),
            CaptureQueriesContext(
                connection,
            ) as queries,
            commit(),
        ):
            emit(SampleFact(7))

        assert statements(queries) == ["INSERT"]
        assert OutboxRow.objects.get().delivered_at is not None

    @pytest.mark.parametrize("listeners", [1, 3])
    def test_with_listeners_it_costs_one_insert_each_and_one_update(
        self, commit: Any, listeners: Any
    ) -> None:
        recorders = [Recorder(f"recorder {number}") for number in range(listeners)]
        with listening(*recorders), CaptureQueriesContext(connection) as queries, commit():
            emit(SampleFact(7))

        assert statements(queries) == ["INSERT", *["INSERT"] * listeners, "UPDATE"]

    def test_a_handler_may_tell_facts_of_its_own(self, commit: Any) -> None:
        heard = []

        def chain(fact: Any) -> None:
            heard.append(fact.number)
            if fact.number < 3:
                emit(SampleFact(fact.number + 1))

        with listening(chain), commit():
            emit(SampleFact(1))

        assert heard == [1, 2, 3]
        assert not OutboxRow.objects.undelivered().exists()


@pytest.mark.django_db(transaction=True)
def test_emit_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError, match="SampleFact"):
        emit(SampleFact(7))

    assert not OutboxRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_in_a_real_transaction_it_is_heard_after_the_commit() -> None:
    recorder = Recorder("recorder")
    with listening(recorder):
        with transaction.atomic():
            emit(SampleFact(7))
            assert recorder.heard == []
        assert recorder.heard == [SampleFact(7)]


@pytest.mark.django_db
class TestFailure:
    def test_a_failing_handler_stops_no_other_and_is_logged(
        self, commit: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        broken, sound = Recorder("broken", failures=1), Recorder("sound")
        with listening(broken, sound), commit():
            emit(SampleFact(7))

        assert sound.heard == [SampleFact(7)]
        assert "broken failed on common.SampleFact" in caplog.text
        row = OutboxRow.objects.get()
        assert (row.delivered_at, row.attempts, row.last_error) == (
            None,
            1,
            "broken: RuntimeError: broken is broken",
        )
        assert [delivery.handler for delivery in row.deliveries.all()] == ["sound"]

    def test_the_sweep_runs_only_the_handler_that_failed(self, commit: Any) -> None:
        broken, sound = Recorder("broken", failures=1), Recorder("sound")
        with listening(broken, sound):
            with commit():
                emit(SampleFact(7))
            swept = outbox.sweep(now=timezone.now() + timedelta(minutes=5))

        assert (swept.delivered, swept.failed) == (1, 0)
        assert broken.heard == sound.heard == [SampleFact(7)]
        row = OutboxRow.objects.get()
        assert row.delivered_at is not None
        assert row.last_error == ""

    def test_what_a_failing_handler_wrote_is_undone(self, commit: Any) -> None:
        def half_done(fact: Any) -> None:
            leave_behind(SampleFact(99))
            raise RuntimeError("too late")

        with listening(half_done), commit():
            emit(SampleFact(7))

        assert OutboxRow.objects.count() == 1
        assert not OutboxDelivery.objects.exists()

    def test_each_failure_is_followed_by_a_longer_pause_until_it_is_stuck(self) -> None:
        row, recorder, now = leave_behind(SampleFact(7)), Recorder("recorder", failures=99), NOON
        pauses = []
        with listening(recorder):
            for _ in range(MAX_ATTEMPTS):
                assert outbox.sweep(now=now) == outbox.SweepResult(delivered=0, failed=1)
                row.refresh_from_db()
                pauses.append(row.next_attempt_at - now)
                assert outbox.sweep(now=row.next_attempt_at - timedelta(seconds=1)) == outbox.SweepResult(
                    0, 0
                )
                now = row.next_attempt_at
            assert outbox.sweep(now=now) == outbox.SweepResult(0, 0)

        assert pauses[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
        assert pauses == sorted(pauses)
        assert pauses[-1] == timedelta(hours=6)
        assert list(OutboxRow.objects.stuck()) == [row]

    def test_what_is_stuck_can_be_tried_again(self) -> None:
        row, recorder = leave_behind(SampleFact(7), attempts=MAX_ATTEMPTS), Recorder("recorder")
        with listening(recorder):
            assert outbox.sweep(now=NOON) == outbox.SweepResult(0, 0)
            assert outbox.retry_stuck(now=NOON) == 1
            assert outbox.sweep(now=NOON) == outbox.SweepResult(1, 0)

        row.refresh_from_db()
        assert not OutboxRow.objects.stuck().exists()
        assert recorder.heard == [SampleFact(7)]

    @pytest.mark.parametrize(
        ("broken", "words"),
        [
            ({"kind": "common.NobodyListens"}, "nobody here listens"),
            ({"payload": {"note": "no id"}}, "number"),
            ({"payload": {"number": {"unknown": 1}}}, "KeyError"),
        ],
    )
    def test_a_row_that_cannot_be_read_is_kept_and_stops_no_other(self, broken: Any, words: Any) -> None:
        bad, recorder = leave_behind(SampleFact(1)), Recorder("recorder")
        OutboxRow.objects.filter(pk=bad.pk).update(**broken)
        leave_behind(SampleFact(2))
        with listening(recorder):
            assert outbox.sweep(now=NOON) == outbox.SweepResult(delivered=1, failed=1)

        bad.refresh_from_db()
        assert bad.delivered_at is None
        assert words in bad.last_error
        assert recorder.heard == [SampleFact(2)]


@pytest.mark.django_db
class TestSweep:
    def test_it_delivers_what_a_dead_process_left(self) -> None:
        leave_behind(SampleFact(7)), (recorder := Recorder("recorder"))
        with listening(recorder):
            assert outbox.sweep(now=NOON) == outbox.SweepResult(delivered=1, failed=0)
            assert outbox.sweep(now=NOON) == outbox.SweepResult(delivered=0, failed=0)

        assert recorder.heard == [SampleFact(7)]

    def test_it_leaves_a_new_row_to_its_own_process(self, django_capture_on_commit_callbacks: Any) -> None:
        recorder = Recorder("recorder")
        with listening(recorder), django_capture_on_commit_callbacks():
            emit(SampleFact(7))
            assert outbox.sweep() == outbox.SweepResult(0, 0)

    def test_a_handler_that_is_recorded_is_not_run_again(self) -> None:
        row, done, due = leave_behind(SampleFact(7)), Recorder("done"), Recorder("due")
        OutboxDelivery.objects.create(row=row, handler="done")
        with listening(done, due):
            outbox.sweep(now=NOON)

        assert (done.heard, due.heard) == ([], [SampleFact(7)])

    def test_a_handler_that_another_process_ran_meanwhile_is_not_run_again(self) -> None:
        row, recorder = leave_behind(SampleFact(7)), Recorder("recorder")
        OutboxDelivery.objects.create(row=row, handler="recorder")
        with listening(recorder):
            assert outbox.deliver(row, SampleFact(7))

        assert recorder.heard == []
        row.refresh_from_db()
        assert row.delivered_at is not None

    def test_a_claimed_row_is_left_alone_until_the_lease_ends(self) -> None:
        row = leave_behind(SampleFact(7))
        assert outbox._claim(NOON, 10, "default") == [row]
        assert outbox._claim(NOON, 10, "default") == []
        [again] = outbox._claim(NOON + outbox.LEASE, 10, "default")
        assert again.attempts == 1  # the claim of the process that died counts

    def test_it_stops_at_its_limit(self) -> None:
        for number in range(5):
            leave_behind(SampleFact(number))
        with listening(Recorder("recorder")):
            assert outbox.sweep(now=NOON, limit=3).delivered == 3

    def test_the_command_says_what_it_did(self, capsys: pytest.CaptureFixture[str]) -> None:
        leave_behind(SampleFact(7))
        leave_behind(SampleFact(8), attempts=MAX_ATTEMPTS)
        with listening(recorder := Recorder("recorder")):
            call_command("deliver_outbox")
            assert capsys.readouterr().out == "1 delivered, 0 failed, 1 stuck\n"
            call_command("deliver_outbox", retry_stuck=True)
            assert capsys.readouterr().out == "1 delivered, 0 failed, 0 stuck\n"

        assert recorder.heard == [SampleFact(7), SampleFact(8)]


@pytest.mark.django_db
def test_what_was_heard_since_a_copy_is_told_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each handler alone: one that heard of it before has it, and isn't told twice."""
    monkeypatch.setattr(outbox, "FORGET_SIZE", 2)  # so that three rows take two batches
    early, late = NOON - outbox.UNSURE - timedelta(seconds=1), NOON - outbox.UNSURE
    for number in range(4):
        row = leave_behind(SampleFact(number), delivered_at=NOON)
        for name in ("first", "second"):
            heard_at = late if name == "second" and number else early
            OutboxDelivery.objects.create(row=row, handler=name, delivered_at=heard_at)
    with listening(first := Recorder("first"), second := Recorder("second")):
        call_command("deliver_outbox", "--told-since", NOON.isoformat())
    assert capsys.readouterr().out == "3 are delivered again\n3 delivered, 0 failed, 0 stuck\n"
    assert (first.heard, second.heard) == ([], [SampleFact(1), SampleFact(2), SampleFact(3)])
    for wrong in ("yesterday", "2027-03-01T04:00"):
        with pytest.raises(CommandError):
            call_command("deliver_outbox", "--told-since", wrong)


@pytest.mark.django_db
def test_only_what_was_delivered_long_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "FORGET_SIZE", 2)  # so that three rows take two batches
    month = timedelta(days=30)
    kept = [
        leave_behind(SampleFact(1)),
        leave_behind(SampleFact(2), attempts=MAX_ATTEMPTS),
        leave_behind(SampleFact(3), delivered_at=NOON + timedelta(seconds=1)),
    ]
    for number in range(3):
        old = leave_behind(SampleFact(number), delivered_at=NOON - timedelta(seconds=1))
        OutboxDelivery.objects.create(row=old, handler="recorder")

    assert outbox.forget_delivered(now=NOON + month) == 3

    assert set(OutboxRow.objects.all()) == set(kept)
    assert not OutboxDelivery.objects.exists()


def statements(queries: CaptureQueriesContext) -> list[str]:
    """The first words of what was asked, without the brackets of transactions."""
    words = [query["sql"].split()[0] for query in queries.captured_queries]
    return [word for word in words if word not in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")]
