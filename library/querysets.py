"""Questions put to the library's tables, in the words of the trade."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from treebeard.mp_tree import MP_Node
from wagtail.images.models import ImageQuerySet
from wagtail.models import Collection

if TYPE_CHECKING:
    from library.models import VideoCheck  # noqa: F401


def paths_down_to(collection: Collection) -> list[str]:
    """The tree paths of the root, of each collection on the way, and of `collection` itself."""
    step = MP_Node.steplen
    return [collection.path[:end] for end in range(step, len(collection.path) + 1, step)]


class PrivateCollectionQuerySet(models.QuerySet):
    """Marks of privacy."""

    def above(self, collection: Collection) -> "PrivateCollectionQuerySet":
        """The marks on `collection` itself or on one it lies in."""
        return self.filter(collection__path__in=paths_down_to(collection))

    def holds(self, collection: Collection) -> bool:
        """Whether what lies in `collection` is private."""
        return self.above(collection).exists()

    def hidden_ids(self, collections: Iterable[Collection]) -> set[int]:
        """Which of `collections` are private, by primary key. One query."""
        paths = {collection.pk: paths_down_to(collection) for collection in collections}
        every_path = {path for some in paths.values() for path in some}
        marked = set(self.filter(collection__path__in=every_path).values_list("collection__path", flat=True))
        return {pk for pk, some in paths.items() if not marked.isdisjoint(some)}


class AcademyImageQuerySet(ImageQuerySet):
    """Pictures. Moving many to another collection settles their renditions, as moving one does."""

    def update(self, **values: Any) -> int:
        if not {"collection", "collection_id"} & values.keys():
            return super().update(**values)
        from library.storage.renditions import forget_misplaced  # it needs the models, which need this module

        moved = list(self.values_list("pk", flat=True))
        rows = super().update(**values)
        forget_misplaced(self.model.objects.filter(pk__in=moved))
        return rows

    update.alters_data = True  # type: ignore[attr-defined]


class VideoCheckQuerySet(models.QuerySet["VideoCheck"]):
    """What was heard of videos."""

    def of(self, addresses: Iterable[str]) -> "VideoCheckQuerySet":
        """The checks of these addresses, by what is indexed of them."""
        return self.filter(digest__in=[self.model.digest_of(address) for address in addresses])
