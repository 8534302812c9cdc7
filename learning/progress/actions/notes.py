"""A learner's own notes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from common.text_version import WRITER_LETTERS, is_overtaken
from learning.progress.models import Note

if TYPE_CHECKING:
    from accounts.models import User

KEEP_DELETED = timedelta(days=1)


class NoteNotFound(Exception):
    """The person has no such note; nothing was written."""


class NoteChanged(Exception):
    """Another window or device changed the note meanwhile; nothing was written."""


class NoteIsEmpty(Exception):
    """A note says something; nothing was written."""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def save_note(
    *,
    person: User,
    lesson_id: int,
    body: str,
    at: datetime,
    public_id: UUID | None = None,
    key: UUID | None = None,
    video_id: str = "",
    video_second: int | None = None,
    base: str = "",
    writer: str = "",
) -> Note:
    """Write a note into a lesson, or over the one that `public_id` names. The moment of the video stays.

    key: chosen by the caller for a new note, so that one that is sent twice is written once. base, writer:
    the version that the writer saw, and the page they write on (`common.text_version`).
    Raises NoteIsEmpty, NoteNotFound, NoteChanged.
    """
    body = body.strip()[: Note._meta.get_field("body").max_length]
    if not body:
        raise NoteIsEmpty(_("The note is empty. Enter some text or delete the note."))
    if public_id is None:
        if key is not None and (sent := Note.objects.filter(public_id=key).first()) is not None:
            if sent.person_id == person.pk and sent.lesson_id == lesson_id:
                return sent
            key = None
        return Note.objects.create(
            public_id=key or uuid4(),
            person=person,
            lesson_id=lesson_id,
            body=body,
            video_id=video_id,
            video_second=video_second,
            created_at=at,
            updated_at=at,
        )
    note = _own_note(person, public_id)
    if note.body == body:
        return note
    if is_overtaken(text=note.body, writer=note.writer, base=base, new_writer=writer):
        raise NoteChanged(_("This note was changed in another window or on another device."))
    note.body, note.updated_at, note.writer = body, at, writer[:WRITER_LETTERS]
    note.save(update_fields=["body", "updated_at", "writer"])
    return note


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def delete_note(*, person: User, public_id: UUID, at: datetime) -> Note:
    """Take a note away; for a day it can be brought back. Raises NoteNotFound."""
    note = _own_note(person, public_id)
    note.deleted_at = at
    note.save(update_fields=["deleted_at"])
    return note


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def restore_note(*, person: User, public_id: UUID) -> Note:
    """Bring a deleted note back. Raises NoteNotFound."""
    note = _own_note(person, public_id, is_deleted=True)
    note.deleted_at = None
    note.save(update_fields=["deleted_at"])
    return note


def forget_deleted_notes(*, at: datetime) -> int:
    """Remove for good what was deleted more than a day ago. Returns how many."""
    return Note.objects.filter(deleted_at__lt=at - KEEP_DELETED).delete()[0]


def _own_note(person: User, public_id: UUID, *, is_deleted: bool = False) -> Note:
    own = Note.objects.select_for_update().filter(person=person, deleted_at__isnull=not is_deleted)
    note = own.filter(public_id=public_id).first()
    if note is None:
        raise NoteNotFound(str(public_id))
    return note
