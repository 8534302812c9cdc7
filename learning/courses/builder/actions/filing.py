"""Make lessons of files: a video, a document or an image each."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from learning.courses.actions import free_slug, replace_collection
from learning.courses.actions.releases import lock_course
from learning.courses.builder.conflicts import GestureRefused
from learning.courses.builder.titles import LONGEST_TITLE
from learning.courses.builder.tree import order_of, write_order
from learning.courses.models import CoursePage, LessonPage
from library.models import AcademyDocument, AcademyImage, AcademyMedia
from library.uploads.keeping import keep_file

from .adding import parent_in

if TYPE_CHECKING:
    from accounts.models import User

#: What a lesson of each kind of file holds, and its type.
_LESSONS: dict[type[Any], tuple[str, str, str]] = {
    AcademyMedia: ("video", "media", LessonPage.Kind.VIDEO),
    AcademyDocument: ("document", "document", LessonPage.Kind.DOCUMENT),
    AcademyImage: ("image", "image", LessonPage.Kind.TEXT),
}
#: “01_”, “3 - ”, “2. ”, which only say where a file stands; never a number that belongs to the title.
_ORDER = re.compile(r"^(?:\d{1,3}\s*[-–_.)]+|0\d{0,2})\s*(?=\S)")


def add_lesson_of_file(
    *,
    course_page: CoursePage,
    file: UploadedFile,
    parent_id: int,
    after_id: int | None = None,
    key: UUID,
    actor: User,
) -> LessonPage:
    """Keep a file in the course's collection, and add a draft of a lesson that shows it, titled after it.

    key: the public id that the lesson will have, so that a file that is sent again makes no second one.
    parent_id, after_id: as in `add_parts`. The file is kept before the course is locked, and forgotten where
    no lesson comes of it. Raises GestureRefused, with the reason; GestureConflict where the parent is gone.
    """
    if (made := lesson_of_key(course_page, key)) is not None:
        return made
    parent_in(course_page, parent_id)  # before the file is stored
    collection = course_page.course.collection or replace_collection(course=course_page.course)
    title = title_of_file(file.name or "")
    try:
        item = keep_file(file=file, title=title, collection=collection, actor=actor)
    except ValidationError as refused:
        raise GestureRefused(" ".join(refused.messages)) from None
    lesson = None
    try:
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            lock_course(course_page.course_id)
            made = lesson_of_key(course_page, key)
            lesson = made or _add(course_page, item, title, parent_id, after_id, key, actor)
    finally:
        if lesson is None or lesson is made:
            item.delete()  # its file goes with it
    return lesson


def title_of_file(name: str) -> str:
    """A title for the lesson of a file: its name without folders, ending, order number and underscores."""
    stem = PurePath(name.replace("\\", "/")).stem
    words = " ".join(re.sub(r"[_\s]+", " ", _ORDER.sub("", stem)).split()).strip(" -–")
    if " " not in words:
        words = re.sub(r"(?<=\w)-(?=\w)", " ", words)
    title = (words or stem or _("Lesson"))[:LONGEST_TITLE]
    return title[0].upper() + title[1:]


def lesson_of_key(course_page: CoursePage, key: UUID) -> LessonPage | None:
    """The lesson of an earlier try. Raises GestureRefused for a key of something else."""
    found = LessonPage.objects.filter(translation_key=key).first()
    if found is not None and not found.is_descendant_of(course_page):
        raise GestureRefused(_("This file was added to another course already."))
    return found


def _add(
    course_page: CoursePage,
    item: Any,
    title: str,
    parent_id: int,
    after_id: int | None,
    key: UUID,
    actor: User,
) -> LessonPage:
    block, name, kind = _LESSONS[type(item)]
    course_page = CoursePage.objects.get(pk=course_page.pk)  # as it stands now that it is locked
    parent = parent_in(course_page, parent_id)
    page = LessonPage(
        title=title,
        slug=free_slug(parent, title, otherwise="lesson"),
        owner=actor,
        live=False,
        kind=kind,
        body=[(block, {name: item})],
        translation_key=key,
    )
    parent.add_child(instance=page)
    page.save_revision(user=actor, clean=False, log_action=True)
    order = order_of(course_page)
    if after_id is not None and order.parent_of(after_id) == parent_id:
        order.put([page.pk], parent_id=parent_id, after_id=after_id)
        write_order(order, slugs={}, parents=())
    return page
