"""What changes the library: private collections, copies of files, and what was said of videos."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from wagtail.models import Collection, CollectionViewRestriction

from accounts.models import User
from library.models import (
    AcademyDocument,
    AcademyImage,
    AcademyMedia,
    CaptionTrack,
    PrivateCollection,
    VideoCheck,
)
from library.videos.answers import CheckResult, ProviderAnswer


def create_private_collection(*, name: str, parent: Collection | None = None) -> Collection:
    """Create a collection whose files are private from the start, below `parent` or the root."""
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        root = parent or Collection.get_first_root_node()
        collection = root.add_child(name=name)
        make_private(collection=collection)
    return collection


def make_private(*, collection: Collection) -> None:
    """Make a collection and all below it private; copies of its pictures leave the public place.

    Wagtail's own restriction goes with it, open to no group: it keeps the collection out of what Wagtail
    lists (its API), while who may fetch a file is asked of the guards.
    """
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        PrivateCollection.objects.get_or_create(collection=collection)
        CollectionViewRestriction.objects.get_or_create(
            collection=collection, restriction_type=CollectionViewRestriction.GROUPS
        )


def record_check(*, address: str, checked: CheckResult, at: datetime) -> VideoCheck:
    """Remember what the provider of a video answered. `at`: when it was asked."""
    digest = VideoCheck.digest_of(address)
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        row = VideoCheck.objects.select_for_update().filter(digest=digest).first()
        if row is None:
            row = VideoCheck(digest=digest, address=address, since=at)
        if row.answer != checked.answer:
            row.since = at
        row.misses = row.misses + 1 if checked.answer == ProviderAnswer.UNREACHABLE else 0
        if checked.answer == ProviderAnswer.FINE:
            row.told_at = None
        row.answer, row.status, row.words = checked.answer, checked.status, checked.words[:200]
        row.checked_at = at
        row.save()
    return row


LibraryItem = AcademyImage | AcademyDocument | AcademyMedia

# What a copy has of its own.
_OWN = {"id", "public_id", "copied_from", "collection", "uploaded_by_user", "created_at", "file", "thumbnail"}


def copy_files(
    *, items: Iterable[LibraryItem], collection: Collection, actor: User | None
) -> dict[LibraryItem, LibraryItem]:
    """Copies of files in a collection, by what they are copies of; one that is there already is taken again.

    Captions and the poster of a video are copied with it. A file that is lost in its storage is left out.
    Lock what the collection belongs to first: then two at once make one copy each.
    """
    copies: dict[LibraryItem, LibraryItem] = {}
    with transaction.atomic(using=DEFAULT_DB_ALIAS):
        for item in items:
            model: Any = type(item)
            found = model.objects.filter(copied_from=item.public_id, collection=collection).first()
            try:
                copies[item] = found or _copy(item, collection, actor)
            except FileNotFoundError:
                continue
    return copies


def _copy(item: Any, collection: Collection, actor: User | None) -> LibraryItem:
    own = [field for field in item._meta.concrete_fields if field.name not in _OWN]
    copy = type(item)(
        **{field.attname: getattr(item, field.attname) for field in own},
        public_id=uuid.uuid4(),
        copied_from=item.public_id,
        collection=collection,
        uploaded_by_user=actor,
    )
    for name in ("file", "thumbnail"):
        stored = getattr(item, name, None)
        if stored:
            copy.__dict__[name] = _duplicate(stored, copy)
    copy.save()
    copy.tags.set(item.tags.all())
    for track in CaptionTrack.objects.filter(media=item) if isinstance(item, AcademyMedia) else ():
        twin = CaptionTrack(media=copy, language=track.language, label=track.label)
        twin.__dict__["file"] = _duplicate(track.file, twin)
        twin.save()
    made: LibraryItem = copy
    return made


def _duplicate(stored: Any, holder: Any) -> str:
    """The name under which a second holder keeps what is stored for the first."""
    name: str = stored.field.generate_filename(holder, stored.name.rpartition("/")[2])
    duplicated: str = stored.storage.duplicate(stored.name, name)
    return duplicated
