"""Every verdict on a course, a lesson or an attempt names its next step, and the course's page draws it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from common.money import Money
from common.verdict import Verdict
from learning.access.engine.course_rules import (
    AccessContext,
    Blocker,
    ScoreBlocker,
    evaluate,
)
from learning.access.engine.lesson_rules import evaluate_lesson
from learning.access.models import CourseAccess, Enrolment
from learning.assessments import policies as assessments
from learning.assessments.models import Exam
from learning.assessments.quizzes.exam_access import exam_verdict
from learning.certificates.policies import may_download
from learning.classroom.course.course_context import CourseContext
from learning.courses.rules import CourseRules
from learning.courses.viewer import Viewer
from learning.progress.policies import may_write_note

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
OPEN = AccessContext(
    moment=NOW,
    is_signed_in=True,
    is_suspended=False,
    course_status="active",
    is_released=True,
    is_withdrawn=False,
    is_free=True,
)
STRANGER = replace(OPEN, is_signed_in=False)
NOBODY = Viewer(person=None, moment=NOW)
EXAM: Any = Mock(source=Exam(unlock_days=3))
CHESS = Blocker(1, "Chess", "/courses/chess/")


def grant(status: str = "unlocked", **fields: Any) -> CourseAccess:
    return CourseAccess(pk=1, type="manual", status=status, **{"starts_at": NOW - 9 * DAY, **fields})


def course(known: AccessContext = OPEN, **changes: Any) -> Verdict:
    return evaluate(replace(known, **changes))


def ruled(known: AccessContext = OPEN, **rules: Any) -> Verdict:
    return course(known, rules=CourseRules(**rules))


def lesson(**facts: Any) -> Verdict:
    return evaluate_lesson(Verdict.yes(), is_free_preview=False, now=NOW, opens_after_days=3, **facts)


def attempt(*, left: int | None = None, due_at: Any = None, begins_at: Any = None) -> Verdict:
    return assessments.may_begin(Mock(left=left, begins_at=begins_at, rules=Mock(due_at=due_at)), NOW)


def exam(*, is_paid: bool = True, has_lessons_left: bool = False) -> Verdict:
    """To somebody who enrolled just now; the exam opens three days later."""
    payment = Enrolment.PaymentType.FULL if is_paid else Enrolment.PaymentType.INSTALMENT
    enrolment = Mock(payment_type=payment, paid_up_at=None, enrolled_at=NOW)
    viewer = Mock(moment=NOW, persona=Mock(finished=()))
    outline = Mock(required_ids={1} if has_lessons_left else set())
    return exam_verdict(viewer, Mock(), outline, enrolment, place=EXAM)


@dataclass(frozen=True)
class Row:
    """A verdict with its code, and what the page of the course makes of its next step.

    drawn: `link` or `form` and the address, `disabled` and the words on it, or "" where nothing is drawn.
    What has no step of its own leads to whom people may write to.
    """

    verdict: Verdict
    code: str
    kind: str = ""
    drawn: str = ""


SIGN_IN = "link /account/login/?next=%2Fcourses%2Fgo%2F"
ENROL = "form /courses/go/enroll/"
CONTACT = "link mailto:academy@localhost"
BUY = "form /checkout/add/?product=course%3A1&amp;currency=EUR"
WAIT = "disabled Available on 6 March 2026, 09:30"


def table() -> list[Row]:
    score = ScoreBlocker("Openings", 80, Decimal(70), "/courses/chess/openings/")
    on_path = {"grants": (grant(),), "before_on_path": {1: (CHESS,)}}
    return [
        Row(course(is_suspended=True), "suspended", "link", CONTACT),
        Row(course(is_released=False), "unpublished", "link", CONTACT),
        Row(ruled(visibility="private"), "private", "link", CONTACT),
        Row(ruled(STRANGER, visibility="members_only"), "members_only", "link", SIGN_IN),
        # the page asks whether they wait already, and draws the one or the other (test_closed_courses)
        Row(course(course_status="coming_soon"), "coming_soon", "post"),
        Row(course(course_status="locked"), "locked", "link", CONTACT),
        Row(course(grants=(grant(starts_at=NOW + 3 * DAY),), is_free=False), "not_started", "date", WAIT),
        Row(course(grants=(grant("pending"),), is_free=False), "pending", "link", CONTACT),
        Row(course(grants=(grant("locked"),), is_free=False), "locked", "link", CONTACT),
        Row(course(grants=(grant("revoked"),), is_free=False), "revoked", "link", CONTACT),
        Row(course(grants=(grant(ends_at=NOW - DAY),), is_free=False), "expired", "checkout", BUY),
        Row(course(course_status="archived"), "archived", "link", CONTACT),
        Row(ruled(enrolment_method="invite_only"), "invite_only", "link", CONTACT),
        Row(ruled(enrolment_method="cohort_only"), "cohort_only", "link", CONTACT),
        Row(ruled(enrolment_method="subscription_only"), "subscription_only", "link", CONTACT),
        Row(course(prerequisites=(CHESS,)), "prerequisite", "link", "link /courses/chess/"),
        Row(course(prerequisites=(Blocker(1, "Gone"),)), "prerequisite", "link", CONTACT),
        Row(course(STRANGER, prerequisites=(CHESS,)), "prerequisite", "link", SIGN_IN),
        Row(course(quiz_scores=(score,)), "quiz_score", "link", "link /courses/chess/openings/"),
        Row(course(**on_path), "path_order", "link", "link /courses/chess/"),
        Row(course(), "no_grant", "post", ENROL),
        Row(course(STRANGER), "no_grant", "link", SIGN_IN),
        Row(course(is_free=False), "no_grant", "checkout", BUY),
        Row(lesson(opens_at=NOW + 3 * DAY), "drip", "date", WAIT),
        Row(lesson(opens_at=None), "drip", "link", CONTACT),
        Row(attempt(left=0), "no_attempts", "link", CONTACT),
        Row(attempt(due_at=NOW), "overdue", "link", CONTACT),
        Row(attempt(begins_at=NOW + 3 * DAY), "cool_down", "date", WAIT),
        Row(exam_verdict(NOBODY, Mock(), Mock(), None, place=EXAM), "no_grant", "post", ENROL),
        Row(exam(is_paid=False), "exam_locked", "link", CONTACT),
        Row(exam(has_lessons_left=True), "exam_locked", "link", "link /courses/go/?tab=modules"),
        Row(exam(), "exam_locked", "date", WAIT),
        Row(may_write_note(NOBODY, Mock(), Mock(), Mock()), "no_grant", "link", SIGN_IN),
        Row(may_download(NOBODY, Mock(is_revoked=False)), "not_yours", "link", SIGN_IN),
    ]


def drawn(html: str) -> str:
    """What a component drew, as the table has it."""
    link = re.search(r'<a class="button[^"]*"\s+href="([^"]+)"', html)
    form = re.search(r'<form action="([^"]+)"\s+method="post">', html)
    button = re.search(r"disabled[^>]*>.*<span>(.*?)</span>", html, re.S)
    if link:
        return f"link {link[1]}"
    return f"form {form[1]}" if form else f"disabled {button[1]}" if button else ""


@pytest.fixture
def standing() -> CourseContext:
    """Of a course that costs 49 euros, should it cost anything."""
    course = Mock(product_code="course:1")
    found = CourseContext(NOBODY, course, Mock(), None, Verdict.yes(), "/courses/go/")
    found.__dict__["price_tags"] = (Mock(money=Money(4_900, "EUR")),)
    return found


@pytest.mark.django_db
def test_every_verdict_has_the_next_step_that_the_page_draws(standing: CourseContext) -> None:
    rows = table()
    found = []
    for row in rows:
        step = standing.next_step(row.verdict)
        html = render_to_string("components/next_step.html", {"step": step, "csrf_token": "abc"})
        found.append((row.verdict.code, str(step.kind) if step else "", drawn(html)))
    assert found == [(row.code, row.kind, row.drawn) for row in rows]


def test_no_code_of_the_rules_is_missing_in_the_table() -> None:
    """A rule with a new code belongs into the table above."""
    engine = Path(settings.BASE_DIR) / "learning" / "access" / "engine"
    source = "".join(path.read_text() for path in engine.glob("*rules.py"))
    named_by = r'Verdict\.no\(\s*"(\w+)"|_finish_first\("(\w+)"|\(\s*"(\w+)",\s*gettext_lazy\('
    codes = set(re.findall(named_by, source))
    named = {code for groups in codes for code in groups if code}
    states = {CourseAccess.EXPIRED, *CourseAccess.Status.values} - {CourseAccess.Status.UNLOCKED}
    assert {"no_grant", "drip", "path_order", "invite_only"} <= named
    assert named | set(map(str, states)) <= {row.code for row in table()}
