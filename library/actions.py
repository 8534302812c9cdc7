"""What changes the library's arrangement: making collections private."""

from django.db import transaction
from wagtail.models import Collection

from library.models import PrivateCollection


def create_private_collection(*, name: str, parent: Collection | None = None) -> Collection:
    """Create a collection whose files are private from the start, below `parent` or the root."""
    with transaction.atomic():
        root = parent or Collection.get_first_root_node()
        collection = root.add_child(name=name)
        PrivateCollection.objects.create(collection=collection)
    return collection


def make_private(*, collection: Collection) -> None:
    """Make a collection and all below it private; copies of its pictures leave the public place."""
    PrivateCollection.objects.get_or_create(collection=collection)
