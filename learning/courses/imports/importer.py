"""The import of courses for the machinery that runs it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from common.imports.cells import InvalidCell
from common.imports.importer import Importer, OnProgress
from common.imports.upload_store import StoredUpload, UploadStore

from .pictures import MOST_PICTURES, Picture, fetch_picture
from .plan import CourseFilePlan, plan_file
from .writing import write_courses

if TYPE_CHECKING:
    from accounts.models import User

#: What stands before the address of a picture that couldn't be had, where others have their ending.
_REFUSED = "!"


class CourseImporter(Importer[CourseFilePlan]):
    """Writes courses as drafts. Their pictures are fetched once, in the background, and kept."""

    store = UploadStore("courses")

    def names_files_elsewhere(self, content: bytes, *, actor: User) -> bool:
        return bool(_addresses(content, actor))

    def fetch(self, upload: StoredUpload, *, actor: User, on_progress: OnProgress) -> Mapping[str, bytes]:
        addresses = _addresses(upload.content, actor)[:MOST_PICTURES]
        attachments: dict[str, bytes] = {}
        for number, address in enumerate(addresses):
            on_progress(number, len(addresses))
            try:
                picture = fetch_picture(address)
            except InvalidCell as refusal:
                attachments[f"{_REFUSED} {address}"] = json.dumps([refusal.words, refusal.advice]).encode()
            else:
                attachments[f"{picture.ending} {address}"] = picture.content
        return attachments

    def plan(self, upload: StoredUpload, *, actor: User) -> CourseFilePlan:
        return plan_file(upload.content, actor=actor, fetch=partial(_kept, _attached(upload)))

    def write(
        self,
        plan: CourseFilePlan,
        upload: StoredUpload,
        *,
        actor: User,
        at: datetime,
        on_progress: OnProgress,
    ) -> Mapping[str, Any]:
        pages = write_courses(
            upload.content,
            actor=actor,
            pictures=plan.pictures,
            fetch=partial(_kept, {}),
            on_progress=on_progress,
        )
        return {"pages": [page.pk for page in pages]}

    def size(self, plan: CourseFilePlan) -> int:
        return plan.report.created["lessons"]


def _addresses(content: bytes, actor: User) -> list[str]:
    """The addresses of pictures that a file names, each once. None of them is asked."""
    found: dict[str, None] = {}

    def note(address: str) -> Picture:
        found[address] = None
        raise InvalidCell("")

    plan_file(content, actor=actor, fetch=note)
    return list(found)


def _attached(upload: StoredUpload) -> dict[str, Picture | InvalidCell]:
    """What was fetched for an upload, by address, or why it wasn't."""
    found: dict[str, Picture | InvalidCell] = {}
    for name, content in upload.attachments.items():
        ending, _blank, address = name.partition(" ")
        found[address] = InvalidCell(*json.loads(content)) if ending == _REFUSED else Picture(content, ending)
    return found


def _kept(known: Mapping[str, Picture | InvalidCell], address: str) -> Picture:
    """Raises InvalidCell."""
    picture = known.get(address)
    if isinstance(picture, Picture):
        return picture
    if picture is not None:
        raise picture
    if len(known) >= MOST_PICTURES:
        words = _("A file can include up to %(count)d images.") % {"count": MOST_PICTURES}
        raise InvalidCell(words, _("Split the courses across several files."))
    raise InvalidCell(_("The image wasn't downloaded."), _("Choose the file again."))


COURSE_IMPORTER = CourseImporter()
