"""The import of courses for the machinery that runs it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from common.imports.importer import Importer, OnProgress
from common.imports.upload_store import StoredUpload, UploadStore

from .pictures import Picture
from .plan import CourseFilePlan, plan_file
from .writing import write_courses

if TYPE_CHECKING:
    from accounts.models import User


class CourseImporter(Importer[CourseFilePlan]):
    """Writes courses as drafts. Their pictures are fetched once, with the first dry run, and kept."""

    store = UploadStore("courses")

    def pictures_of(self, content: bytes, *, actor: User) -> dict[str, bytes]:
        """What the file names, by address, with the ending before it."""
        pictures = plan_file(content, actor=actor).pictures
        return {f"{picture.ending} {address}": picture.content for address, picture in pictures.items()}

    def plan(self, upload: StoredUpload, *, actor: User) -> CourseFilePlan:
        pictures = {}
        for name, content in upload.attachments.items():
            ending, _blank, address = name.partition(" ")
            pictures[address] = Picture(content, ending)
        return plan_file(upload.content, actor=actor, pictures=pictures)

    def write(
        self,
        plan: CourseFilePlan,
        upload: StoredUpload,
        *,
        actor: User,
        at: datetime,
        on_progress: OnProgress,
    ) -> Mapping[str, Any]:
        pages = write_courses(upload.content, actor=actor, pictures=plan.pictures, on_progress=on_progress)
        return {"pages": [page.pk for page in pages]}

    def size(self, plan: CourseFilePlan) -> int:
        return plan.report.created["lessons"]


COURSE_IMPORTER = CourseImporter()
