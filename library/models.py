"""The academy's own image, document and media models, captions, and which collections are private."""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    get_rendition_upload_to,
    get_upload_to,
)
from wagtail.models import Collection
from wagtailmedia.models import AbstractMedia

from library.fields import LibraryFileField, LibraryImageField
from library.querysets import AcademyImageQuerySet, PrivateCollectionQuerySet, VideoCheckQuerySet
from library.storage import backends, shrinking
from library.stray_files import WithoutStrayFiles
from library.uploads import probe
from library.uploads.validators import (
    accepts_captions,
    accepts_document,
    accepts_media,
    accepts_poster,
)
from library.videos.answers import ProviderAnswer

# File systems count bytes, and a letter may have four of them.
NAME_BYTES = 160


def private_path(kind: str, public_id: uuid.UUID, filename: str) -> str:
    """`<kind>/<public id>/<name>`, the name made safe and short, its extension kept in lower case."""
    stem, dot, extension = backends.private_files().get_valid_name(filename).rpartition(".")
    if not dot:
        stem, extension = extension, ""
    short = stem.encode()[:NAME_BYTES].decode(errors="ignore")
    return f"{kind}/{public_id}/{short}{dot}{extension.lower()[:12]}"


def document_path(document: "AcademyDocument", filename: str) -> str:
    return private_path("documents", document.public_id, filename)


def media_path(media: "AcademyMedia", filename: str) -> str:
    return private_path("media", media.public_id, filename)


def captions_path(track: "CaptionTrack", filename: str) -> str:
    return private_path("captions", track.public_id, filename)


class PrivateCollection(models.Model):
    """Marks a collection as private: so is everything in it and in the collections below it."""

    collection = models.OneToOneField(
        Collection, verbose_name=_("collection"), on_delete=models.CASCADE, related_name="privacy"
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = PrivateCollectionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("private collection")
        verbose_name_plural = _("private collections")

    def __str__(self) -> str:
        return self.collection.name


def copied_from_field() -> models.UUIDField:
    """The public id of the file that this one is a copy of; none: it is no copy."""
    return models.UUIDField(null=True, blank=True, editable=False, db_index=True)


class AcademyImage(WithoutStrayFiles, AbstractImage):
    """A picture. Its original is private; its renditions are public unless its collection is private."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    copied_from = copied_from_field()
    file = LibraryImageField(
        verbose_name=_("file"),
        upload_to=get_upload_to,
        storage=backends.private_files,
        max_length=255,
        width_field="width",
        height_field="height",
    )

    objects = AcademyImageQuerySet.as_manager()

    admin_form_fields = Image.admin_form_fields

    @property
    def default_alt_text(self) -> str:
        """What somebody wrote about it; "" while nobody has: a title is often the name of a file."""
        return str(self.description)

    class Meta(AbstractImage.Meta):
        abstract = False
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def get_upload_to(self, filename: str) -> str:
        return private_path("images", self.public_id, filename)

    @contextmanager
    def get_willow_image(self) -> Iterator[shrinking.ShrunkImage]:
        """For Wagtail's operations, not necessarily in full size. Raises SourceImageIOError."""
        with self.open_file() as file, shrinking.opened_small(file) as small:
            yield small

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """Raises SourceImageIOError where the original is gone or damaged: pages show that it isn't there."""
        return super().generate_rendition_file(shrinking.ShrinkingFilter(filter.spec), source=source)


class AcademyRendition(AbstractRendition):
    """A resized copy of a picture, public or private as the picture was when it was made."""

    image = models.ForeignKey(AcademyImage, on_delete=models.CASCADE, related_name="renditions")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = LibraryImageField(
        upload_to=get_rendition_upload_to,
        storage=backends.rendition_files,
        max_length=255,
        width_field="width",
        height_field="height",
    )

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    def get_upload_to(self, filename: str) -> str:
        if PrivateCollection.objects.holds(self.image.collection):
            return private_path(backends.PRIVATE_RENDITIONS, self.public_id, filename)
        return super().get_upload_to(filename)


class AcademyDocument(WithoutStrayFiles, AbstractDocument):
    """A file to read or to take along."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    copied_from = copied_from_field()
    file = LibraryFileField(
        _("file"),
        upload_to=document_path,
        storage=backends.private_files,
        max_length=255,
        validators=[accepts_document],
    )

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        abstract = False
        permissions = [("choose_document", "Can choose document")]

    @property
    def url(self) -> str:
        return self.file.url


class AcademyMedia(WithoutStrayFiles, AbstractMedia):
    """A video or a sound, with its captions and the words that are said in it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    copied_from = copied_from_field()
    file = LibraryFileField(
        _("file"),
        upload_to=media_path,
        storage=backends.private_files,
        max_length=255,
        validators=[accepts_media],
    )
    thumbnail = LibraryFileField(
        _("poster"),
        upload_to=media_path,
        storage=backends.private_files,
        max_length=255,
        blank=True,
        validators=[accepts_poster],
        help_text=_("Shown in the player until the video starts."),
    )
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_("What is said, in paragraphs, for people who prefer to read."),
    )

    admin_form_fields = ("title", "file", "collection", "thumbnail", "transcript", "duration", "tags")

    class Meta(AbstractMedia.Meta):
        abstract = False

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not getattr(self.file, "_committed", True):
            self._measure()
        super().save(*args, **kwargs)

    def _measure(self) -> None:
        """Read length and size from the new file itself; what an editor typed stands only if it cannot be."""
        if facts := probe.measure(self.file.file):
            if facts.duration_seconds:
                self.duration = facts.duration_seconds
            self.width, self.height = facts.width, facts.height


class CaptionTrack(WithoutStrayFiles, models.Model):
    """The captions of one media file in one language, as WebVTT."""

    media = models.ForeignKey(
        AcademyMedia, verbose_name=_("media"), on_delete=models.CASCADE, related_name="captions"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(
        _("language"), max_length=12, help_text=_("A language code, for example en or pt-br.")
    )
    label = models.CharField(_("label"), max_length=60, blank=True)
    file = LibraryFileField(
        _("file"),
        upload_to=captions_path,
        storage=backends.private_files,
        max_length=255,
        validators=[accepts_captions],
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["media", "language"], name="library_one_track_per_language")
        ]

    def __str__(self) -> str:
        return self.label or self.language

    @property
    def url(self) -> str:
        return self.file.url


class VideoCheck(models.Model):
    """What the provider of a video last answered. since: when it began to answer so.

    misses: how many times in a row it did not answer at all. told_at: when its instructors were told.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    address = models.TextField(_("URL"))
    answer = models.CharField(_("result"), max_length=16, choices=ProviderAnswer.choices)
    status = models.PositiveSmallIntegerField(_("HTTP status"), default=0)
    words = models.CharField(_("provider message"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("checked at"))
    since = models.DateTimeField(_("since"))
    misses = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = VideoCheckQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("video check")
        verbose_name_plural = _("video checks")
        ordering = ["-since"]

    def __str__(self) -> str:
        return self.address

    @staticmethod
    def digest_of(address: str) -> str:
        """What stands for an address of any length in the index."""
        return hashlib.sha256(address.encode()).hexdigest()

    @property
    def is_silent(self) -> bool:
        """Whether learners cannot watch it; one missing answer alone may be the network's."""
        if self.answer == ProviderAnswer.UNREACHABLE:
            return self.misses >= 2
        return self.answer != ProviderAnswer.FINE


class PartialUpload(models.Model):
    """A large file on its way. parts: their names in the private storage, in order. Sizes in bytes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    received = models.PositiveBigIntegerField(_("received"), default=0)
    parts = models.JSONField(default=list)
    expires_at = models.DateTimeField(_("expires at"), db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("partial upload")
        verbose_name_plural = _("partial uploads")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__lte=models.F("size")), name="library_not_more_than_announced"
            )
        ]

    def __str__(self) -> str:
        return self.name
