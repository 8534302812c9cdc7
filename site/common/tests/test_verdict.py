"""A verdict answers for itself: truth, words and trace."""

from datetime import UTC, datetime

import pytest

from common.verdict import NextStep, TraceStep, Verdict


def test_a_yes_is_true_and_has_a_code() -> None:
    assert Verdict.yes()
    assert Verdict.yes().code == "open"
    assert Verdict.yes("preview").code == "preview"


def test_a_no_is_false_and_says_why_and_what_next() -> None:
    step = NextStep(label="Enrol", url="/courses/knots/enroll/", on=datetime(2026, 1, 2, tzinfo=UTC))

    refused = Verdict.no("not_enrolled", "Enrol to open this lesson.", next_step=step)

    assert not refused
    assert (refused.code, refused.sentence, refused.next_step) == (
        "not_enrolled",
        "Enrol to open this lesson.",
        step,
    )


def test_the_trace_is_kept_but_not_printed() -> None:
    looked = TraceStep(rule="grant", found="expired", passed=False)

    refused = Verdict.no("expired", "Your access has ended.", trace=(looked,))

    assert refused.trace == (looked,)
    assert "grant" not in repr(refused)


def test_a_verdict_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Verdict.yes().allowed = False  # type: ignore[misc]
