"""One token that stands for everything a visitor is shown: whatever is kept under it is exact.

Each change to what visitors see (a release, a status, an instructor, a category, a picture, a published page)
replaces the token, so that nothing kept under the old one is found again. Numbers that change without a
publish, such as how many are enrolled, are kept for a short time instead.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_unpublished, post_page_move

T = TypeVar("T", covariant=True)
KEY = "classroom.generation"
#: For how long a process without a cache believes what it remembers.
ALONE_SECONDS = 5

#: What of an account is shown to visitors when it teaches.
SHOWN_OF_ACCOUNT = {"display_name", "first_name", "last_name", "avatar", "email"}


def current_version() -> str:
    """The token that stands now; one look into the cache.

    Where the cache keeps nothing, this process has a token of its own for a few seconds: what it remembers is
    found again, and what others change meanwhile is seen a few seconds late.
    """
    token = cache.get(KEY)
    if token is None:
        cache.add(KEY, uuid4().hex, timeout=None)
        token = cache.get(KEY) or _own_token()
    if token != _seen.token:
        _seen.token = token
        for forget in _forgotten_with_it:
            forget()
    return token


class KeptForVersion(Protocol[T]):
    """A function whose answers are kept; see `kept_for_version`."""

    def __call__(self, *args: Any, **kwargs: Any) -> T: ...

    def cache_info(self) -> Any: ...


def kept_for_version(maxsize: int) -> Callable[[Callable[..., T]], KeptForVersion[T]]:
    """Keep what a function returns in this process, as `lru_cache` does, until there is another version.

    An argument of the function is the version, or was made for one, so what is kept is exact. Forgetting only
    gives the memory back: what was kept for an older one is never asked for again, and would lie there until
    others push it out. maxsize: how many answers at most.
    """

    def keep(function: Callable[..., T]) -> KeptForVersion[T]:
        kept = lru_cache(maxsize=maxsize)(function)
        forget_with_version(kept.cache_clear)
        return kept

    return keep


def forget_with_version(forget: Callable[[], None]) -> None:
    """Have what a process keeps under the version given back when there is another one."""
    _forgotten_with_it.append(forget)


class _Seen:
    """The last version that this process has met."""

    token = ""


_seen = _Seen()
_forgotten_with_it: list[Callable[[], None]] = []


def advance_version() -> None:
    """Forget what visitors were shown: at once, and again when the change that runs now is committed."""
    _replace()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_replace, robust=True)


def _replace() -> None:
    _own.clear()
    cache.set(KEY, uuid4().hex, timeout=None)


#: The token of this process by the span of time it stands for: at most one.
_own: dict[int, str] = {}


def _own_token() -> str:
    span = int(time.monotonic() / ALONE_SECONDS)
    if span not in _own:
        _own.clear()
    return _own.setdefault(span, uuid4().hex)


def connect() -> None:
    """Listen to what changes a visitor's pages. Signals about saved rows serve caches only."""
    from django.contrib.auth import get_user_model
    from wagtail.models import Locale, Page, PageViewRestriction, Site

    from learning.assessments.models import Assignment, Exam
    from learning.courses.models import (
        Category,
        Course,
        CourseInstructor,
        CoursePrice,
        CoursePriceChange,
        LiveScheduleChange,
        Release,
    )
    from library.models import AcademyDocument, AcademyImage, AcademyMedia, CaptionTrack

    prices = (CoursePrice, CoursePriceChange)
    courses = (Course, Release, Category, CourseInstructor, *prices, LiveScheduleChange)
    files = (AcademyImage, AcademyDocument, AcademyMedia, CaptionTrack)
    for model in (*courses, *files, Assignment, Exam, Site, Locale, PageViewRestriction):
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"classroom-{model._meta.label}")
    post_save.connect(_account_changed, sender=get_user_model(), dispatch_uid="classroom-account")
    post_delete.connect(_changed, sender=Page, dispatch_uid="classroom-page-deleted")
    for number, signal in enumerate((page_published, page_unpublished, post_page_move)):
        signal.connect(_changed, dispatch_uid=f"classroom-page-{number}")


def _changed(**_kwargs: Any) -> None:
    advance_version()


def _account_changed(instance: Any, created: bool, update_fields: Any, **_kwargs: Any) -> None:
    """A new account teaches nothing yet, and a sign-in changes nothing that is shown."""
    if created or (update_fields is not None and not SHOWN_OF_ACCOUNT & set(update_fields)):
        return
    if instance.course_instructors.exists():
        advance_version()
