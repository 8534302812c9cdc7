"""When a page of a lesson was opened: the server's own word, which its player brings back.

A video may be watched without a connection. The first report then comes late, and all that is known of how
long somebody has watched is when they were given the page.
"""

from __future__ import annotations

from datetime import datetime

from django.core import signing

_SALT = "progress.openings"


def opening(*, person_id: int, lesson_id: int, at: datetime) -> str:
    """A signed word that this person was given this lesson at that moment."""
    return signing.dumps([person_id, lesson_id, int(at.timestamp())], salt=_SALT)


def opened_at(word: str, *, person_id: int, lesson_id: int, now: datetime) -> datetime:
    """The moment that `word` tells; `now` if it isn't ours, or speaks of somebody or something else."""
    try:
        person, lesson, seconds = signing.loads(word, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return now
    if (person, lesson) != (person_id, lesson_id):
        return now
    return min(now, datetime.fromtimestamp(seconds, tz=now.tzinfo))
