"""The columns of a course file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.imports.columns import ImportColumn, ImportColumns

COLUMNS = ImportColumns(
    ImportColumn(
        "course",
        _("The course title, in every row of the course."),
        "Bread at home",
        is_required=True,
        aliases=("course title", "course name"),
    ),
    ImportColumn(
        "description",
        _(
            "One or two sentences, up to 240 characters. Text after a blank line becomes the "
            "long description."
        ),
        "Bake a loaf that you are proud of.\n\nFlour, water, salt and time: nothing else is needed.",
        aliases=("course description",),
    ),
    ImportColumn(
        "price",
        _(
            "Amount and currency. Separate several prices with |. Leave empty, or enter 0 or "
            "“free”, for a free course."
        ),
        "49.00 EUR | 55.00 USD",
        aliases=("prices",),
    ),
    ImportColumn(
        "picture address",
        _("The https URL of an image: JPEG, PNG, WebP or GIF, up to 10 MB."),
        aliases=("picture", "picture URL", "image", "image URL", "image address"),
    ),
    ImportColumn(
        "instructor",
        _(
            "The owner's email address, then those of co-instructors, separated by |. Leave "
            "empty to own the course yourself."
        ),
        aliases=("instructors", "teacher", "teachers"),
    ),
    ImportColumn(
        "module",
        _("The module title. Leave empty for a lesson directly in the course."),
        "The dough",
        aliases=("module title", "section"),
    ),
    ImportColumn(
        "lesson",
        _("The lesson title. Leave empty to add a module or course without lessons."),
        "Mix and wait",
        is_required=True,
        aliases=("lesson title",),
    ),
    ImportColumn(
        "type",
        _("Video, live, replay, text or document. If empty: video if there is a video URL, otherwise text."),
        "Video",
        aliases=("lesson type", "kind"),
    ),
    ImportColumn(
        "video URL",
        _("A YouTube, Vimeo, Google Drive or Cloudinary URL, or the https URL of a media file."),
        "https://vimeo.com/76979871",
        aliases=("video", "video address", "video link"),
    ),
    ImportColumn(
        "minutes",
        _("A whole number. Leave empty to calculate it from the lesson."),
        "12",
        aliases=("duration in minutes", "duration (minutes)"),
    ),
    ImportColumn(
        "preview",
        _("Yes if everyone can open the lesson. Otherwise no or empty."),
        "yes",
        aliases=("free preview",),
    ),
)
COURSE_COLUMNS = ("description", "price", "picture address", "instructor")
LESSON_COLUMNS = ("type", "video URL", "minutes", "preview")
