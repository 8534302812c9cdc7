"""Put the demo's files into the library, and take them out again if the rest fails."""

from typing import Any

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from wagtail.models import Collection

from accounts.models import User
from demo.media_production import sounds
from demo.media_production.films import Film
from demo.plans.courses import SoundPlan
from library.models import AcademyDocument, AcademyImage, AcademyMedia, CaptionTrack


class LibraryFiles:
    """Fills the library. The database forgets what a failed transaction wrote; the disk does not."""

    def __init__(self) -> None:
        self._stored: list[FieldFile] = []

    def picture(
        self, *, title: str, name: str, content: bytes, alt: str = "", collection: Collection | None = None
    ) -> AcademyImage:
        image = AcademyImage(title=title, description=alt, file=ContentFile(content, name))
        return self._kept(image, image.file, collection)

    def document(self, *, title: str, name: str, content: bytes, collection: Collection) -> AcademyDocument:
        document = AcademyDocument(title=title, file=ContentFile(content, name))
        return self._kept(document, document.file, collection)

    def film(
        self, film: Film, *, title: str, name: str, collection: Collection | None = None
    ) -> AcademyMedia:
        """The film with its poster, its captions in English and its words."""
        media = AcademyMedia(
            title=title,
            type="video",
            file=ContentFile(film.mp4, f"{name}.mp4"),
            thumbnail=ContentFile(film.poster, f"{name}.jpg"),
            transcript=film.words,
            duration=film.seconds,
        )
        self._kept(media, media.file, collection)
        self._stored.append(media.thumbnail)
        captions = ContentFile(film.captions.encode(), f"{name}.vtt")
        track = CaptionTrack.objects.create(media=media, language="en", label="English", file=captions)
        self._stored.append(track.file)
        return media

    def sound(
        self, plan: SoundPlan, content: bytes, *, name: str, collection: Collection | None = None
    ) -> AcademyMedia:
        """A sound with what is heard in it, in words."""
        media = AcademyMedia(
            title=plan.title,
            type="audio",
            file=ContentFile(content, f"{name}.m4a"),
            transcript=plan.transcript,
            duration=sounds.seconds_of(plan),
        )
        return self._kept(media, media.file, collection)

    def avatar(self, person: User, content: bytes) -> None:
        person.avatar.save("portrait.jpg", ContentFile(content), save=False)
        self._stored.append(person.avatar)

    def remember(self, stored: FieldFile) -> None:
        """Know of a file that an action has stored."""
        self._stored.append(stored)

    def delete_all(self) -> None:
        """Delete every file that was stored so far."""
        for stored in self._stored:
            stored.delete(save=False)
        self._stored.clear()

    def _kept(self, item: Any, stored: FieldFile, collection: Collection | None) -> Any:
        if collection is not None:
            item.collection = collection
        item.save()
        self._stored.append(stored)
        return item
