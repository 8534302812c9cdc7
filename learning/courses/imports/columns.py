"""The columns of a course file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Column:
    """One column. name: its header, in any case. help: what stands in it. example: for the sample file."""

    name: str
    help: StrOrPromise
    example: str
    is_required: bool = False
    is_of_course: bool = False


COLUMNS = (
    Column("course", _("The course's title, on each of its rows."), "Bread at home", True, True),
    Column(
        "description",
        _("One or two sentences, at most 240 characters. What follows a blank line is the long description."),
        "Bake a loaf that you are proud of.\n\nFlour, water, salt and time: nothing else is needed.",
        is_of_course=True,
    ),
    Column(
        "price",
        _("Amount and currency; several with | between them. Empty, 0 or “free” for a free course."),
        "49.00 EUR | 55.00 USD",
        is_of_course=True,
    ),
    Column(
        "picture address",
        _("An https address of a picture: JPEG, PNG, WebP or GIF, at most 10 MB."),
        "",
        is_of_course=True,
    ),
    Column(
        "instructor",
        _("The email address of the owner, then those of co-instructors, with | between them. Empty: you."),
        "",
        is_of_course=True,
    ),
    Column("module", _("The module's title. Empty for a lesson directly below the course."), "The dough"),
    Column(
        "lesson",
        _("The lesson's title. Empty to begin a module, or a course, that has no lessons yet."),
        "Mix and wait",
        is_required=True,
    ),
    Column(
        "type", _("Video, live, replay, text or document. Empty: video if there is one, else text."), "Video"
    ),
    Column(
        "video URL",
        _("An address at YouTube, Vimeo, Google Drive or Cloudinary, or https of a media file."),
        "https://vimeo.com/76979871",
    ),
    Column("minutes", _("A whole number. Empty: worked out from the lesson."), "12"),
    Column("preview", _("Yes if everybody may open the lesson, else no or empty."), "yes"),
)
BY_KEY = {column.name.casefold(): column for column in COLUMNS}
COURSE_COLUMNS = tuple(column.name for column in COLUMNS if column.is_of_course)
LESSON_COLUMNS = ("type", "video URL", "minutes", "preview")


def column_of(header: str) -> Column | None:
    """The column that a header cell names: any case, `_` and `-` as good as a space."""
    return BY_KEY.get(" ".join(header.replace("_", " ").replace("-", " ").split()).casefold())
