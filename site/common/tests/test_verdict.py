"""A verdict answers for itself: truth, words and trace."""

import re
from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.utils.timezone import override

from common.verdict import NextStep, NextStepKind, TraceStep, Verdict


def test_a_yes_is_true_and_has_a_code() -> None:
    assert Verdict.yes()
    assert Verdict.yes().code == "open"
    assert Verdict.yes("preview").code == "preview"


def test_a_no_is_false_and_says_why_and_what_next() -> None:
    step = NextStep.post("Enrol", "/courses/knots/enroll/")

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


MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
LINK = '<a class="button button--primary" href="/go/">'
FORM = '<form action="/go/" method="post">'
DISABLED = ' type="button" disabled aria-describedby="why">'


@pytest.mark.parametrize(
    ("step", "kind", "method", "leads_somewhere", "drawn", "as_text"),
    [
        (
            NextStep.link("Go", "/go/"),
            "link",
            "get",
            True,
            LINK,
            "link--arrow",
        ),
        (NextStep.link("Go", place="lessons"), "link", "get", False, "", ""),
        (NextStep.post("Go", "/go/"), "post", "post", True, FORM, ""),
        (NextStep.post("Go", place="enrol"), "post", "post", False, "", ""),
        (NextStep.checkout("Go", "/go/"), "checkout", "post", True, FORM, ""),
        (NextStep.date(MOMENT), "date", "", False, DISABLED, ""),
        (NextStep.none("Go"), "none", "", False, DISABLED, ""),
        (None, "", "", False, "", ""),
    ],
)
def test_each_kind_of_next_step_is_drawn_by_the_component(
    step: NextStep | None, kind: str, method: str, leads_somewhere: bool, drawn: str, as_text: str
) -> None:
    if step is not None:
        assert (step.kind, step.method, step.leads_somewhere) == (kind, method, leads_somewhere)
    for is_text, expected in ((False, drawn), (True, as_text)):
        context = {"step": step, "as_text": is_text, "csrf_token": "abc", "describedby": "why"}
        html = " ".join(render_to_string("components/next_step.html", context).split())
        assert expected in html
        assert bool(re.sub(r"\s", "", html)) is bool(expected)
        assert ("csrfmiddlewaretoken" in html) is (expected == FORM)


def test_a_date_says_when_in_the_readers_time_zone() -> None:
    with override("Asia/Kolkata"):
        step = NextStep.date(MOMENT)
    assert (step.opens_at, step.label) == (MOMENT, "Available on 3 March 2026, 15:00")


def test_a_screen_gives_a_step_the_address_of_its_place() -> None:
    addresses = {"enrol": "/courses/knots/enroll/"}
    assert NextStep.post("Enrol", place="enrol").located(addresses).url == "/courses/knots/enroll/"
    assert NextStep.link("Go", "/go/").located(addresses).url == "/go/"
    assert NextStep.link("Sign in", "/in/", place="sign_in").located(addresses).url == "/in/"
    assert {kind.value for kind in NextStepKind} == {"link", "post", "checkout", "date", "none"}
