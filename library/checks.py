"""Mistakes in the settings that would make private files public."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.files.storage import FileSystemStorage, storages
from django.urls import NoReverseMatch, reverse


def private_files_stay_private(**_kwargs: Any) -> list[checks.CheckMessage]:
    """The private storage lies outside MEDIA, and no address of Wagtail's hands out pictures unchecked."""
    errors: list[checks.CheckMessage] = []
    private = storages["private"]
    if isinstance(private, FileSystemStorage):
        place, media = Path(private.location).resolve(), Path(settings.MEDIA_ROOT).resolve()
        if place == media or media in place.parents or place in media.parents:
            errors.append(
                checks.Error(
                    "The private files and the public media lie in each other.",
                    hint="Give STORAGES['private'] a location of its own, outside MEDIA_ROOT.",
                    id="library.E001",
                )
            )
    try:
        reverse("wagtailimages_serve", args=("signature", "1", "original"))
    except NoReverseMatch:
        return errors
    errors.append(
        checks.Error(
            "Wagtail's own view for pictures is in the URLs; it hands out private ones.",
            hint="Remove wagtail.images.urls: pictures are served under MEDIA_URL and /files/.",
            id="library.E002",
        )
    )
    return errors


def register() -> None:
    checks.register(private_files_stay_private, checks.Tags.security)
