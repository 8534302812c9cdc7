"""Kinds of message for tests: one that people may switch off, one that they may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from notifications import kinds
from notifications.kinds import MessageCategory, MessageKind, Placeholder

#: The wording of a shipped message, which has these placeholders.
NEWS = MessageKind(
    code="tests.news",
    label="News",
    category=MessageCategory.REMINDERS,
    template="emails/progress/course_completed",
    placeholders=(
        Placeholder("course_title", "Course", "Tea"),
        Placeholder("url", "Address", "https://x.test/"),
    ),
)
LAW = MessageKind(
    code="tests.law",
    label="Law",
    category=MessageCategory.ESSENTIAL,
    template="emails/progress/course_completed",
    placeholders=NEWS.placeholders,
)


@pytest.fixture(autouse=True)
def known_kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Beside those of the apps, those of this module are registered."""
    known = {**kinds._registered, NEWS.code: NEWS, LAW.code: LAW}
    monkeypatch.setattr(kinds, "_registered", known)
    yield
