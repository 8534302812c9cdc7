"""Choosers whose objects come with all that their templates show, in a fixed number of queries."""

import copy
from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.blocks import ChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock as WagtailDocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock as WagtailImageChooserBlock
from wagtailmedia.blocks import AudioChooserBlock as WagtailAudioChooserBlock
from wagtailmedia.blocks import VideoChooserBlock as WagtailVideoChooserBlock

from library.models import AcademyDocument, AcademyImage, AcademyMedia


class AsksOnce(ChooserBlock):
    """Takes an object that was fetched for what it is: Wagtail's looks it up again whenever it is validated,
    which is a query for each block of each page of a course."""

    def clean(self, value: Any) -> Any:
        return value if isinstance(value, self.model_class) else super().clean(value)


class FetchesTogether(AsksOnce):
    """Fetches the objects of all blocks of one type at once, from `together()`."""

    def together(self) -> "QuerySet[Any]":
        raise NotImplementedError

    def bulk_to_python(self, values: Sequence[int | None]) -> list[Model | None]:
        """The objects in the order of their keys; each place gets an object of its own."""
        wanted = {value for value in values if value is not None}
        found = self.together().in_bulk(wanted) if wanted else {}
        return [copy.copy(found[value]) if value in found else None for value in values]


class ImageChooserBlock(FetchesTogether, WagtailImageChooserBlock):
    """A picture together with the renditions that the block's template asks for."""

    def __init__(self, *args: Any, specs: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.specs = specs
        super().__init__(*args, **kwargs)

    def together(self) -> "QuerySet[AcademyImage]":
        return AcademyImage.objects.prefetch_renditions(*self.specs)


class VideoChooserBlock(FetchesTogether, WagtailVideoChooserBlock):
    """An uploaded video together with its captions."""

    def together(self) -> "QuerySet[AcademyMedia]":
        return AcademyMedia.objects.prefetch_related("captions")


class AudioChooserBlock(FetchesTogether, WagtailAudioChooserBlock):
    """An uploaded sound."""

    def together(self) -> "QuerySet[AcademyMedia]":
        return AcademyMedia.objects.all()


class DocumentChooserBlock(FetchesTogether, WagtailDocumentChooserBlock):
    """An uploaded document."""

    def together(self) -> "QuerySet[AcademyDocument]":
        return AcademyDocument.objects.all()
