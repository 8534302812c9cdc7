"""What learners may hand in as files: judged by its ending, its size and, where it is known, its contents."""

from __future__ import annotations

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from library.uploads import limits
from library.uploads.validators import AcceptsFiles

from .assignment_snapshot import AssignmentSnapshot

LONGEST_NAME = 200
#: What the contents must be where the library can tell. Other endings are taken as they come.
KNOWN_KINDS = {
    **limits.DOCUMENT_KINDS,
    **limits.POSTER_KINDS,
    **limits.VIDEO_KINDS,
    **limits.AUDIO_KINDS,
}


class FileRefused(Exception):
    """A file cannot be handed in; nothing of it was kept. The text says why."""


def check(file: File, name: str, brief: AssignmentSnapshot) -> None:
    """Raises FileRefused unless the brief takes this file. name: what the learner calls it."""
    ending = PurePath(name).suffix.removeprefix(".").lower()
    if brief.file_types and ending not in brief.file_types:
        words = _("“%(name)s” isn't an accepted file type. Accepted types: %(types)s.")
        raise FileRefused(words % {"name": name[:80], "types": ", ".join(brief.file_types)})
    if not file.size:
        raise FileRefused(_("“%(name)s” is empty.") % {"name": name[:80]})
    most = brief.most_megabytes * limits.MEGABYTE
    if file.size > most:
        words = _("“%(name)s” is too large (%(size)s). The limit is %(most)s.")
        sizes = {"size": filesizeformat(file.size), "most": filesizeformat(most)}
        raise FileRefused(words % ({"name": name[:80]} | sizes))
    if ending in KNOWN_KINDS:
        _check_contents(file, name, ending, most)


def _check_contents(file: File, name: str, ending: str, most: int) -> None:
    try:
        AcceptsFiles({ending: KNOWN_KINDS[ending]}, most)(file)
    except ValidationError as error:
        raise FileRefused(f"“{name[:80]}”: {' '.join(error.messages)}") from error
