"""Keeping the copies of pictures where they belong when a collection turns private or public.

A rendition keeps its place until it is made anew; so those in the wrong place are deleted, file and
all, and the next page that shows the picture makes them again.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Collection

from library.models import AcademyImage, AcademyRendition, PrivateCollection
from library.storage.backends import PRIVATE_RENDITIONS


def forget_misplaced(images: "QuerySet[AcademyImage]") -> int:
    """Delete the renditions of `images` that lie in public and should not, or the other way round.

    Returns how many.
    """
    collections = Collection.objects.filter(pk__in=images.values("collection"))
    hidden = PrivateCollection.objects.hidden_ids(collections)
    prefix = f"{PRIVATE_RENDITIONS}/"
    misplaced = [
        *AcademyRendition.objects.filter(image__in=images, image__collection__in=hidden).exclude(
            file__startswith=prefix
        ),
        *AcademyRendition.objects.filter(image__in=images, file__startswith=prefix).exclude(
            image__collection__in=hidden
        ),
    ]
    for rendition in misplaced:
        rendition.delete()
    return len(misplaced)


def settle_image(instance: AcademyImage, created: bool, **_kwargs: Any) -> None:
    """After a picture was saved: it may have been moved to another collection."""
    if not created:
        forget_misplaced(AcademyImage.objects.filter(pk=instance.pk))


def settle_collection(instance: Collection | PrivateCollection, **_kwargs: Any) -> None:
    """After a collection was saved or its privacy changed, once the move that may follow is committed too."""
    collection_id = instance.pk if isinstance(instance, Collection) else instance.collection_id
    transaction.on_commit(partial(_settle_below, collection_id))


def _settle_below(collection_id: int) -> None:
    collection = Collection.objects.filter(pk=collection_id).first()
    if collection:
        below = Collection.objects.filter(path__startswith=collection.path)
        forget_misplaced(AcademyImage.objects.filter(collection__in=below))
