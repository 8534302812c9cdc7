"""What differs between two editions, in words: for reviewers, and for the history of releases. No query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.encoding import force_str
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.blocks import Block, ChooserBlock, ListBlock, StreamBlock, StructBlock

from learning.courses.models import CoursePage, LessonPage, ModulePage
from learning.courses.release.comparison import (
    ADDED,
    CHANGED,
    COURSE,
    LESSON,
    MODULE,
    MOVED,
    REMOVED,
    RICH,
    STREAMS,
    BlockPlace,
    Change,
    compare,
)
from learning.courses.release.comparison_text import (
    Words,
    text_of_block,
    text_of_html,
    word_diff,
    yes_or_no,
)
from learning.courses.release.editions import NamedEdition, Names, activity_in, name_in, replaced_files


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference. label: what of the part differs; words: where the texts differ.

    what: ADDED, REMOVED, MOVED or CHANGED. image_before, image_after: ids of pictures, where one was chosen.
    """

    what: str
    label: str
    words: Words
    image_before: int | None = None
    image_after: int | None = None


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """Everything that differs in a course, a module or a lesson. subject_id: of its identity.

    what: ADDED, REMOVED, MOVED (perhaps changed as well) or CHANGED. place: where it went or came from.
    """

    what: str
    subject: str
    subject_id: int
    title: str
    place: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class ReplacedFile:
    """A file with another content under the same name: learners have had it since, whatever the release."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ToldComparison:
    """What differs between two editions, and which of their files were replaced in between."""

    parts: tuple[ChangedPart, ...]
    files: tuple[ReplacedFile, ...]

    def __bool__(self) -> bool:
        return bool(self.parts or self.files)


_WHERE = {ADDED: 0, REMOVED: 0, MOVED: 1, CHANGED: 2}
_FIELDS: dict[str, Any] = {COURSE: CoursePage, MODULE: ModulePage, LESSON: LessonPage}
_COLUMNS = {
    "thumbnail_id": "thumbnail",
    "category_id": "category",
    "rules.duration": "access_duration",
    "rules.duration_days": "access_days",
    "rules.until": "access_until",
}
_LABELS = {
    "slug": gettext_lazy("URL"),
    "seconds": gettext_lazy("Duration"),
    "videos": gettext_lazy("Video lengths"),
    "activities": gettext_lazy("Activities"),
    "source_locale": gettext_lazy("Original language"),
    "rules.prerequisites": gettext_lazy("Required courses"),
    "rules.quiz_scores": gettext_lazy("Required quizzes"),
}
#: Of a new part these say nothing that a reader would look for.
_UNTOLD_OF_NEW = frozenset(
    {"title", "slug", "watch_threshold", "reading_completes", "videos", "activities", "source_locale"}
)


def tell(before: NamedEdition | None, after: NamedEdition) -> ToldComparison:
    """What differs, in the language of whoever reads; before: None where there was nothing yet."""
    names = (before.names if before else {}), after.names
    changes = compare(before.snapshot if before else None, after.snapshot)
    telling = _Telling(names, after.snapshot.source_locale, _written(changes))
    found: dict[tuple[str, int], list[Change]] = {}
    for change in changes:
        found.setdefault((change.subject, change.subject_id), []).append(change)
    parts = [telling.part(members) for members in found.values()]
    files = [
        ReplacedFile(title, PurePath(old).name, PurePath(new).name)
        for title, old, new in replaced_files(*names)
    ]
    return ToldComparison(tuple(part for part in parts if part is not None), tuple(files))


def _written(changes: tuple[Change, ...]) -> frozenset[tuple[str, int]]:
    """The parts whose blocks differ: what follows from blocks needs no line of its own there."""
    return frozenset((change.subject, change.subject_id) for change in changes if change.block is not None)


@dataclass(frozen=True, slots=True)
class _Telling:
    names: tuple[Names, Names]
    source_locale: str
    written: frozenset[tuple[str, int]]

    def part(self, changes: list[Change]) -> ChangedPart | None:
        first = min(changes, key=lambda change: 3 if change.field else _WHERE[change.what])
        what = first.what if not first.field else CHANGED
        lines = tuple(line for change in changes if change.field for line in self.lines(change, what))
        if what == CHANGED and not lines:
            return None
        place = "" if first.field else _place(first)
        return ChangedPart(what, first.subject, first.subject_id, first.title, place, lines)

    def lines(self, change: Change, what: str) -> Iterator[ChangeLine]:
        if what == ADDED and (change.field in _UNTOLD_OF_NEW or change.after is False):
            return
        is_derived = change.field in ("videos", "activities")
        if is_derived and (change.subject, change.subject_id) in self.written:
            return
        if change.block is not None:
            yield self.block_line(change, change.block)
        else:
            before, after = self.value(change, 0), self.value(change, 1)
            image = change.field == "thumbnail_id"
            yield ChangeLine(
                CHANGED,
                self.label(change),
                word_diff(before, after) if before != after else _same_words(before),
                change.before if image else None,
                change.after if image else None,
            )

    def label(self, change: Change) -> str:
        label = self.field_label(change.subject, change.field)
        if change.locale in ("", self.source_locale):
            return label
        language = dict(settings.WAGTAIL_CONTENT_LANGUAGES).get(change.locale, change.locale)
        return _("%(field)s (%(language)s)") % {"field": label, "language": force_str(language)}

    @staticmethod
    def field_label(subject: str, name: str) -> str:
        if name in _LABELS:
            return force_str(_LABELS[name])
        column = _COLUMNS.get(name, name.removeprefix("rules."))
        label = force_str(_FIELDS[subject]._meta.get_field(column).verbose_name)
        return label[:1].upper() + label[1:]

    def value(self, change: Change, side: int) -> str:
        """A plain value before (0) or after (1), as text."""
        value = (change.before, change.after)[side]
        name, names = change.field, self.names[side]
        if value is None or value == "" or value == []:
            return ""
        if (change.subject, name) in RICH:
            return text_of_html(value)
        if name in _TOLD:
            return _TOLD[name](value, names)
        if isinstance(value, bool):
            return yes_or_no(value)
        if isinstance(value, list):
            return "\n".join(str(one) for one in value)
        column = _COLUMNS.get(name, name.removeprefix("rules."))
        choices = dict(_FIELDS[change.subject]._meta.get_field(column).flatchoices)
        return force_str(choices.get(value, value))

    def block_line(self, change: Change, place: BlockPlace) -> ChangeLine:
        stream = STREAMS[change.subject, change.field]
        labels, block = _resolve(stream.child_blocks[place.block_type], place.path)
        label = _("%(field)s, block %(number)d (%(block)s)") % {
            "field": self.label(change),
            "number": place.number,
            "block": force_str(stream.child_blocks[place.block_type].label),
        }
        if labels:
            label = f"{label}: {' › '.join(labels)}"
        if change.what == MOVED:
            told = _("Was block %(before)d, is block %(after)d.")
            places = {"before": change.before, "after": change.after}
            return ChangeLine(MOVED, label, _same_words(told % places))
        texts = [
            _text(block, value, names)
            for value, names in zip((change.before, change.after), self.names, strict=True)
        ]
        images = [_image(block, value) for value in (change.before, change.after)]
        words = word_diff(*texts) if texts[0] != texts[1] else _same_words(_twins(block, texts[0]))
        return ChangeLine(change.what, label, words, *images)


def _same_words(text: str) -> Words:
    return (("same", text),) if text else ()


def _twins(block: Block | None, text: str) -> str:
    """What to tell of two values that read the same."""
    if isinstance(block, ChooserBlock):
        return _("Another one with the same name: %(name)s") % {"name": text}
    return _("Only the formatting changed: %(text)s") % {"text": text} if text else _("Changed.")


def _text(block: Block | None, value: Any, names: Names) -> str:
    if block is None:
        return "" if value is None else str(value)
    return text_of_block(block, value, names)


def _image(block: Block | None, value: Any) -> int | None:
    """The picture that a block is, or that is the first thing it holds."""
    if isinstance(block, StructBlock) and isinstance(value, dict):
        found = (_image(child, value.get(name)) for name, child in block.child_blocks.items())
        return next((one for one in found if one is not None), None)
    if isinstance(block, ChooserBlock) and isinstance(value, int):
        return value if block.model_class._meta.label == settings.WAGTAILIMAGES_IMAGE_MODEL else None
    return None


def _resolve(block: Block | None, path: tuple[str | int, ...]) -> tuple[list[str], Block | None]:
    """Labels along a path into a block, and the block that lies there; None where nobody can tell."""
    labels: list[str] = []
    for step in path:
        if isinstance(block, StructBlock) and step in block.child_blocks:
            block = block.child_blocks[str(step)]
            labels.append(force_str(block.label))
        elif isinstance(block, ListBlock) and isinstance(step, int):
            block = block.child_block
            labels.append(str(step + 1))
        elif isinstance(block, StreamBlock) or block is None:
            block = None
            labels.append(str(step + 1) if isinstance(step, int) else str(step))
    return labels, block


def _place(change: Change) -> str:
    """Where a part is new, went, or came from, in a sentence; empty for the course itself and for modules
    that did not move."""
    told = {
        ADDED: (_("In “%(after)s”."), ""),
        REMOVED: (_("Was in “%(before)s”."), ""),
        MOVED: (
            _("Moved from “%(before)s” to “%(after)s”."),
            _("Moved from place %(from)d to place %(to)d."),
        ),
    }
    between, within = told[change.what]
    course = _("the course itself")
    before, after = change.before or ["", 0], change.after or ["", 0]
    words = {"before": before[0] or course, "after": after[0] or course, "from": before[1], "to": after[1]}
    if change.subject == COURSE:
        return ""
    if change.what == MOVED and before[0] == after[0]:
        return within % words
    return between % words if before[0] or after[0] else ""


def _minutes(value: int, _names: Names) -> str:
    minutes = -(-value // 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _moment(value: str, _names: Names) -> str:
    moment = parse_datetime(value)
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else value


def _named(label: str) -> Any:
    return lambda value, names: name_in(names, label, value) or _("(deleted)")


def _courses(value: list[int], names: Names) -> str:
    return "\n".join(name_in(names, "courses.Course", one) or _("(deleted)") for one in value)


def _scores(value: list[Any], names: Names) -> str:
    words = _("%(quiz)s: %(score)d%%")
    lines = [
        words % {"quiz": activity_in(names, quiz) or _("(deleted)"), "score": least} for quiz, least in value
    ]
    return "\n".join(lines)


_TOLD: dict[str, Any] = {
    "seconds": _minutes,
    "videos": lambda value, names: "\n".join(_minutes(seconds, names) for _block, seconds in value),
    "activities": lambda value, _names: "\n".join(kind for _block, kind, _public_id in value),
    "category_id": _named("courses.Category"),
    "thumbnail_id": _named(settings.WAGTAILIMAGES_IMAGE_MODEL),
    "rules.until": _moment,
    "rules.drip_from": _moment,
    "rules.prerequisites": _courses,
    "rules.quiz_scores": _scores,
}
