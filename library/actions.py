"""What changes the library: making collections private, and remembering what was said of videos."""

from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, transaction
from wagtail.models import Collection, CollectionViewRestriction

from library.models import PrivateCollection, VideoCheck
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
