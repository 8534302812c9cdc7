"""Where the files of a course go that is not saved yet, and how they become its own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.utils.translation import gettext as _

from learning.courses.models import UnsavedCourseFiles
from library.actions import create_private_collection

from .releases import lock_course

if TYPE_CHECKING:
    from wagtail.models import Collection

    from accounts.models import User
    from learning.courses.models import Course


def keep_for_unsaved_course(*, account: User, key: UUID | None, at: datetime) -> Collection:
    """The private collection for the files of a course that the account has begun and not saved.

    key: of the form; None: it said none. The same form again has the same collection until it is saved.
    """
    if key is not None and UnsavedCourseFiles.objects.filter(account=account, key=key).exclude(
        claimed_at=None
    ):
        key = None  # its course is not theirs any more
    found = _kept(account, key)
    if found is None:
        try:
            with transaction.atomic(using=DEFAULT_DB_ALIAS):
                collection = create_private_collection(name=_("New course"))
                found = UnsavedCourseFiles.objects.create(
                    account=account, key=key, collection=collection, created_at=at
                )
        except IntegrityError:  # two files at once: the first has made it
            found = UnsavedCourseFiles.objects.select_related("collection").get(**_which(account, key))
    return found.collection


def collection_for_new_course(
    *, account: User | None, key: UUID | None, name: str, at: datetime
) -> Collection:
    """The collection of a course at its first save: the one in which its files wait, if any."""
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        for wanted in dict.fromkeys([key, None]) if account is not None else ():
            # One save takes it; whoever comes second makes a new one.
            waiting = _kept(account, wanted)
            if waiting and UnsavedCourseFiles.objects.filter(pk=waiting.pk, claimed_at=None).update(
                claimed_at=at
            ):
                collection = waiting.collection
                collection.name = name
                collection.save(update_fields=["name"])
                return collection
        return create_private_collection(name=name)


def _kept(account: User | None, key: UUID | None) -> UnsavedCourseFiles | None:
    return UnsavedCourseFiles.objects.select_related("collection").filter(**_which(account, key)).first()


def _which(account: User | None, key: UUID | None) -> dict[str, object]:
    """What waits for one form, or for none in particular."""
    return {"account": account, "key": key, "claimed_at": None}


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def replace_collection(*, course: Course) -> Collection:
    """Give a course whose collection was deleted a new one; the one it has, if it has."""
    course = lock_course(course.pk)
    if course.collection is None:
        course.collection = create_private_collection(name=course.title)
        course.save(update_fields=["collection"])
    collection: Collection = course.collection
    return collection
