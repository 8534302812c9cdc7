"""The forms that take files: each puts a new one where it belongs. Captions are kept beside their media."""

from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm
from wagtail.models import Collection
from wagtailmedia.forms import BaseMediaForm

from library.fields import LibraryImageFormField
from library.models import AcademyMedia, CaptionTrack
from library.uploads import destination
from library.uploads.validators import accepts_captions


class PlacesNewFile(forms.ModelForm):
    """Asks for no collection where it is known to which one a new file belongs."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        place = destination.current() if instance is None or instance.pk is None else None
        if place is not None:
            kwargs.pop("user", None)  # it is not the person's rights that say where it goes
        super().__init__(*args, **kwargs)
        if place is not None:
            self.fields.pop("collection", None)
            # Wagtail's form takes the one collection there is.
            only = [place.collection().pk] if self.is_bound else []
            self.collections = Collection.objects.filter(pk__in=only)


class AcademyImageForm(PlacesNewFile, BaseImageForm):
    """An image with what is said of it. Its description is asked for: no file name says what it shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if present := self.fields.get("file"):  # Wagtail makes its own, which decodes pictures whole
            self.fields["file"] = LibraryImageFormField(
                label=present.label, required=present.required, widget=present.widget
            )
        if "description" in self.fields:
            self.fields["description"].help_text = _(
                "What the image shows, read aloud by screen readers. Leave empty if it only decorates."
            )


class AcademyDocumentForm(PlacesNewFile, BaseDocumentForm):
    """A document with what is said of it."""


class _UntilSaved:
    """Notes which files are to be deleted, and deletes them when it is told to."""

    def __init__(self, storage: Any) -> None:
        self._storage, self._names = storage, list[str]()

    def delete(self, name: str) -> None:
        self._names.append(name)

    def delete_now(self) -> None:
        for name in self._names:
            self._storage.delete(name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)


class AcademyMediaForm(PlacesNewFile, BaseMediaForm):
    """A media file with its captions: one file may be added at a time, and any removed.

    Adding captions in a language that has some replaces them.
    """

    captions_file = forms.FileField(
        label=_("Add captions"),
        required=False,
        validators=[accepts_captions],
        widget=forms.FileInput(attrs={"accept": ".vtt"}),
        help_text=_("A WebVTT file (.vtt). Replaces existing captions in the same language."),
    )
    captions_language = forms.ChoiceField(label=_("Captions language"), required=False)
    removed_captions = forms.ModelMultipleChoiceField(
        label=_("Remove captions"),
        queryset=CaptionTrack.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["captions_language"].choices = settings.TEACHING_LANGUAGES
        present = CaptionTrack.objects.filter(media=self.instance) if self.instance.pk else None
        if present is not None and present.exists():
            self.fields["removed_captions"].queryset = present
        else:
            del self.fields["removed_captions"]

    def _post_clean(self) -> None:
        """wagtailmedia deletes the file that is replaced before the new one is stored: it has to wait."""
        before = self.instance.file
        super()._post_clean()
        self._replaced = _UntilSaved(before.storage)
        before.storage = self._replaced

    def save(self, commit: bool = True) -> AcademyMedia:
        media: AcademyMedia = super().save(commit=commit)
        self._replaced.delete_now()
        for track in self.cleaned_data.get("removed_captions") or ():
            track.delete()
        if file := self.cleaned_data.get("captions_file"):
            self._add_captions(media, file)
        return media

    def _add_captions(self, media: AcademyMedia, file: Any) -> None:
        """Those of a language that had some lie in the same row, and their former file goes last."""
        language = self.cleaned_data["captions_language"] or settings.LANGUAGE_CODE
        tracks = CaptionTrack.objects.filter(media=media, language=language)
        track = tracks.first() or CaptionTrack(media=media, language=language)
        former, track.file = track.file.name, file
        track.label = dict(settings.TEACHING_LANGUAGES).get(language, language)
        track.save()
        if former and former != track.file.name:
            transaction.on_commit(partial(track.file.storage.delete, former))
