"""What changes the library's arrangement: making collections private."""

from django.db import transaction
from wagtail.models import Collection, CollectionViewRestriction

from library.models import PrivateCollection


def create_private_collection(*, name: str, parent: Collection | None = None) -> Collection:
    """Create a collection whose files are private from the start, below `parent` or the root."""
    with transaction.atomic():
        root = parent or Collection.get_first_root_node()
        collection = root.add_child(name=name)
        make_private(collection=collection)
    return collection


def make_private(*, collection: Collection) -> None:
    """Make a collection and all below it private; copies of its pictures leave the public place.

    Wagtail's own restriction goes with it, open to no group: it keeps the collection out of what Wagtail
    lists (its API), while who may fetch a file is asked of the guards.
    """
    with transaction.atomic():
        PrivateCollection.objects.get_or_create(collection=collection)
        CollectionViewRestriction.objects.get_or_create(
            collection=collection, restriction_type=CollectionViewRestriction.GROUPS
        )
