"""Wagtail's image chooser, for pictures whose file is gone or damaged: they may be chosen all the same."""

from __future__ import annotations

from functools import partial
from typing import Any

from wagtail.images.models import SourceImageIOError
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.images.views import chooser


class _ShowsMissing:
    """Answers with the preview that Wagtail's pages have for such a picture."""

    def get_chosen_response_data(self, image: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            data: dict[str, Any] = super().get_chosen_response_data(image, *args, **kwargs)  # type: ignore[misc]
        except SourceImageIOError:
            missing = get_rendition_or_not_found(image, "max-165x165")
            image.get_rendition = partial(_always, missing)
            data = super().get_chosen_response_data(image, *args, **kwargs)  # type: ignore[misc]
        return data


def _always(rendition: Any, _spec: Any) -> Any:
    return rendition


class _ChosenView(_ShowsMissing, chooser.ImageChosenView):
    pass


class _ChosenMultipleView(_ShowsMissing, chooser.ImageChosenMultipleView):
    pass


class _UploadView(_ShowsMissing, chooser.ImageUploadView):
    pass


class _SelectFormatView(_ShowsMissing, chooser.ImageSelectFormatView):
    pass


def prepare_chooser() -> None:
    """Give Wagtail's chooser these views, before its addresses are made."""
    chooser.viewset.chosen_view_class = _ChosenView
    chooser.viewset.chosen_multiple_view_class = _ChosenMultipleView
    chooser.viewset.create_view_class = _UploadView
    chooser.viewset.select_format_view_class = _SelectFormatView
