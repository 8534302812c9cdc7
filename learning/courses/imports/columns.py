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
    Column("course", _("The course title, in every row of the course."), "Bread at home", True, True),
    Column(
        "description",
        _(
            "One or two sentences, up to 240 characters. Text after a blank line becomes the "
            "long description."
        ),
        "Bake a loaf that you are proud of.\n\nFlour, water, salt and time: nothing else is needed.",
        is_of_course=True,
    ),
    Column(
        "price",
        _(
            "Amount and currency. Separate several prices with |. Leave empty, or enter 0 or "
            "“free”, for a free course."
        ),
        "49.00 EUR | 55.00 USD",
        is_of_course=True,
    ),
    Column(
        "picture address",
        _("The https URL of an image: JPEG, PNG, WebP or GIF, up to 10 MB."),
        "",
        is_of_course=True,
    ),
    Column(
        "instructor",
        _(
            "The owner's email address, then those of co-instructors, separated by |. Leave "
            "empty to own the course yourself."
        ),
        "",
        is_of_course=True,
    ),
    Column("module", _("The module title. Leave empty for a lesson directly in the course."), "The dough"),
    Column(
        "lesson",
        _("The lesson title. Leave empty to add a module or course without lessons."),
        "Mix and wait",
        is_required=True,
    ),
    Column(
        "type",
        _("Video, live, replay, text or document. If empty: video if there is a video URL, otherwise text."),
        "Video",
    ),
    Column(
        "video URL",
        _("A YouTube, Vimeo, Google Drive or Cloudinary URL, or the https URL of a media file."),
        "https://vimeo.com/76979871",
    ),
    Column("minutes", _("A whole number. Leave empty to calculate it from the lesson."), "12"),
    Column("preview", _("Yes if everyone can open the lesson. Otherwise no or empty."), "yes"),
)
BY_KEY = {column.name.casefold(): column for column in COLUMNS}
COURSE_COLUMNS = tuple(column.name for column in COLUMNS if column.is_of_course)
LESSON_COLUMNS = ("type", "video URL", "minutes", "preview")


def column_of(header: str) -> Column | None:
    """The column that a header cell names: any case, `_` and `-` as good as a space."""
    return BY_KEY.get(" ".join(header.replace("_", " ").replace("-", " ").split()).casefold())
