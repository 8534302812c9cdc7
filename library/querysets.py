"""Questions put to the library's tables, in the words of the trade."""

from typing import Any

from django.db import models
from treebeard.mp_tree import MP_Node
from wagtail.images.models import ImageQuerySet
from wagtail.models import Collection


class PrivateCollectionQuerySet(models.QuerySet):
    """Marks of privacy."""

    def above(self, collection: Collection) -> "PrivateCollectionQuerySet":
        """The marks on `collection` itself or on one it lies in."""
        step = MP_Node.steplen
        paths = [collection.path[:end] for end in range(step, len(collection.path) + 1, step)]
        return self.filter(collection__path__in=paths)

    def holds(self, collection: Collection) -> bool:
        """Whether what lies in `collection` is private."""
        return self.above(collection).exists()


class AcademyImageQuerySet(ImageQuerySet):
    """Pictures. A change of collection in bulk settles their renditions, as a single one does."""

    def update(self, **values: Any) -> int:
        if "collection" not in values and "collection_id" not in values:
            return super().update(**values)
        moved = list(self.values_list("pk", flat=True))
        rows = super().update(**values)
        from library.renditions import forget_misplaced

        forget_misplaced(self.model.objects.filter(pk__in=moved))
        return rows

    update.alters_data = True
