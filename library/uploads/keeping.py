"""Keep a new file of whatever kind it is, under the rules of the forms that take uploads."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import get_document_form
from wagtail.images.fields import get_allowed_image_extensions
from wagtail.images.forms import get_image_form
from wagtail.models import Collection
from wagtailmedia.forms import get_media_form

from library.models import AcademyDocument, AcademyImage, AcademyMedia
from library.uploads import destination, limits

if TYPE_CHECKING:
    from accounts.models import User
    from library.actions import LibraryItem


class _Into:
    """The destination of one file."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def is_known(self) -> bool:
        return True

    def collection(self) -> Collection:
        return self._collection


def keep_file(*, file: UploadedFile, title: str, collection: Collection, actor: User) -> LibraryItem:
    """Keep a video, a document or an image, as its extension says. The length of a video is read from it.

    Raises ValidationError, in words for people, for what isn't taken; then nothing is kept.
    """
    item, make_form = _new_item(PurePath(file.name or "").suffix.removeprefix(".").lower())
    item.uploaded_by_user = actor
    with destination.files_go_to(_Into(collection)):
        form = make_form(type(item))({"title": title}, {"file": file}, instance=item, user=actor)
        if not form.is_valid():
            raise ValidationError([str(words) for errors in form.errors.values() for words in errors])
        kept: LibraryItem = form.save()
    return kept


def _new_item(extension: str) -> tuple[Any, Any]:
    """An item of the model for such a file, and what makes the form of the model."""
    if extension in limits.VIDEO_KINDS:
        return AcademyMedia(type="video"), get_media_form
    if extension in limits.DOCUMENT_KINDS:
        return AcademyDocument(), get_document_form
    if extension in get_allowed_image_extensions():
        return AcademyImage(), get_image_form
    raise ValidationError(_("This file type isn't supported. Add videos, PDFs, documents or images."))
