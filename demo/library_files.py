"""Copies the demo's files into the library, and deletes them again if the rest fails."""

from typing import Any

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from wagtail.models import Collection

from accounts.models import User
from demo.media_manifest import read_media
from demo.plans.media import FilmPlan, SoundPlan
from demo.plans.media_files import film_file, poster_file
from library.models import AcademyDocument, AcademyImage, AcademyMedia, CaptionTrack


class LibraryFiles:
    """Fills the library. The database forgets what a failed transaction wrote; the disk does not.

    media: the name of a file in `content/media/`. collection: of a course, if the file is not for everybody.
    """

    def __init__(self) -> None:
        self._stored: list[FieldFile] = []

    def picture(
        self, *, title: str, media: str, name: str, alt: str = "", collection: Collection | None = None
    ) -> AcademyImage:
        image = AcademyImage(title=title, description=alt, file=ContentFile(read_media(media), name))
        return self._saved(image, image.file, collection)

    def document(self, *, title: str, name: str, content: bytes, collection: Collection) -> AcademyDocument:
        document = AcademyDocument(title=title, file=ContentFile(content, name))
        return self._saved(document, document.file, collection)

    def film(self, plan: FilmPlan, *, key: str, collection: Collection | None = None) -> AcademyMedia:
        """The film with this key, its poster, its captions in English and its words."""
        media = AcademyMedia(
            title=plan.title,
            type="video",
            file=ContentFile(read_media(film_file(key)), f"{key}.mp4"),
            thumbnail=ContentFile(read_media(poster_file(key)), f"{key}.jpg"),
            transcript=plan.transcript,
            duration=plan.length_seconds,
        )
        self._saved(media, media.file, collection)
        self._stored.append(media.thumbnail)
        captions = ContentFile(plan.captions.encode(), f"{key}.vtt")
        track = CaptionTrack.objects.create(media=media, language="en", label="English", file=captions)
        self._stored.append(track.file)
        return media

    def sound(
        self, plan: SoundPlan, *, media: str, name: str, collection: Collection | None = None
    ) -> AcademyMedia:
        """A sound with what is heard in it, in words."""
        sound = AcademyMedia(
            title=plan.title,
            type="audio",
            file=ContentFile(read_media(media), f"{name}.m4a"),
            transcript=plan.transcript,
            duration=plan.length_seconds,
        )
        return self._saved(sound, sound.file, collection)

    def avatar(self, person: User, *, media: str) -> None:
        """Set the person's picture, without saving the person."""
        person.avatar.save("portrait.jpg", ContentFile(read_media(media)), save=False)
        self._stored.append(person.avatar)

    def remember(self, stored: FieldFile) -> None:
        """Know of a file that an action has stored."""
        self._stored.append(stored)

    def delete_all(self) -> None:
        """Delete every file that was stored so far."""
        for stored in self._stored:
            stored.delete(save=False)
        self._stored.clear()

    def _saved(self, item: Any, stored: FieldFile, collection: Collection | None) -> Any:
        if collection is not None:
            item.collection = collection
        item.save()
        self._stored.append(stored)
        return item
