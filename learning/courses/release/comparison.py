"""What differs between two editions of a course, as plain values. No query, and no words.

`compare` takes any two: what is released and what was submitted, or two releases. Each thing that an edition
holds is looked at, so there is no change exactly where learners are shown the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from wagtail.blocks import StreamBlock

from learning.courses.models import CoursePage, LessonPage
from learning.courses.release.course_snapshot import CourseSnapshot, LessonSnapshot, ModuleSnapshot, hash_of
from learning.courses.release.plain_blocks import plain, plain_html

ADDED, REMOVED, MOVED, CHANGED = "added", "removed", "moved", "changed"
COURSE, MODULE, LESSON = "course", "module", "lesson"

#: Fields of texts that are streams of blocks, and those that are rich text.
STREAMS: dict[tuple[str, str], StreamBlock] = {
    (COURSE, "description"): CoursePage._meta.get_field("description").stream_block,
    (COURSE, "faq"): CoursePage._meta.get_field("faq").stream_block,
    (LESSON, "body"): LessonPage._meta.get_field("body").stream_block,
}
RICH = {(MODULE, "description"), (LESSON, "transcript")}


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """A block of a stream. number: its place, from 1, afterwards, or before where it was removed.

    path: to the part of it that differs: names of fields, and places in lists from 0; empty: all of it.
    """

    block_type: str
    number: int
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. what: ADDED, REMOVED, MOVED or CHANGED.

    subject, subject_id, title: the course, module or lesson, by its identity, and what it is called now
    (before, where it was removed). field: what of it differs; empty: whether and where it is there. locale:
    of a text; empty: the same in every language. block: where field is a stream. before, after: plain
    values; of a move, the title of the module (empty: directly under the course) and the place in it, from 1.
    """

    what: str
    subject: str
    subject_id: int
    title: str
    field: str = ""
    locale: str = ""
    block: BlockPlace | None = None
    before: Any = None
    after: Any = None


def compare(before: CourseSnapshot | None, after: CourseSnapshot) -> tuple[Change, ...]:
    """What differs, the course first and then its modules and lessons in their order; removed ones last.

    before: None where there was nothing yet. Raises ValueError for editions of two courses.
    """
    if before is not None and before.course_id != after.course_id:
        raise ValueError("editions of one course only")
    return (
        *_of_course(before, after),
        *_of_parts(before, after),
        *_removed(before, after),
    )


def _of_course(before: CourseSnapshot | None, after: CourseSnapshot) -> Iterator[Change]:
    about = _About(COURSE, after.course_id, after.text["title"])
    if before is None:
        yield about.change(ADDED)
    for name in ("slug", "category_id", "source_locale"):
        yield from about.field(name, getattr(before, name, None), getattr(after, name))
    yield from about.texts(before.texts if before else {}, after.texts)
    old, new = before.rules if before else {}, after.rules
    for name in sorted((old.keys() | new.keys()) - {"drip"}):
        yield from about.field(f"rules.{name}", old.get(name), new.get(name))
    yield from _of_drip(
        dict(old.get("drip", ())), dict(new.get("drip", ())), _titles(before) | _titles(after)
    )


def _of_drip(old: dict[int, int], new: dict[int, int], titles: dict[_Key, str]) -> Iterator[Change]:
    """On which day lessons open, by lesson."""
    for lesson_id in [*new, *(lesson_id for lesson_id in old if lesson_id not in new)]:
        lesson = _About(LESSON, lesson_id, titles.get((LESSON, lesson_id), ""))
        yield from lesson.field("opens_after_days", old.get(lesson_id), new.get(lesson_id))


def _of_parts(before: CourseSnapshot | None, after: CourseSnapshot) -> Iterator[Change]:
    old = {_key(part): part for part in _parts(before)}
    old_places, new_places = _places(before), _places(after)
    moved = _moved(old_places, new_places)
    for part in sorted(_parts(after), key=lambda each: each.position):
        key = _key(part)
        about = _About(*key, part.texts[after.source_locale]["title"])
        was: Any = old.get(key)
        if was is None:
            yield about.change(ADDED, after=_place_in_words(after, new_places[key]))
        elif key in moved:
            yield about.change(
                MOVED,
                before=_place_in_words(before, old_places[key]),
                after=_place_in_words(after, new_places[key]),
            )
        for name in _OUTLINE[key[0]]:
            yield from about.field(name, getattr(was, name, None), getattr(part, name))
        yield from about.texts(was.texts if was else {}, part.texts)


_OUTLINE = {
    MODULE: ("slug",),
    LESSON: (
        "slug",
        "kind",
        "is_required",
        "is_free_preview",
        "seconds",
        "watch_threshold",
        "reading_completes",
        "videos",
        "activities",
    ),
}


def _removed(before: CourseSnapshot | None, after: CourseSnapshot) -> Iterator[Change]:
    kept = {_key(part) for part in _parts(after)}
    for part in _parts(before):
        if _key(part) not in kept and before is not None:
            title = part.texts[before.source_locale]["title"]
            place = _place_in_words(before, _places(before)[_key(part)])
            yield _About(*_key(part), title).change(REMOVED, before=place)


@dataclass(frozen=True, slots=True)
class _About:
    subject: str
    subject_id: int
    title: str

    def change(self, what: str, **more: Any) -> Change:
        return Change(what, self.subject, self.subject_id, self.title, **more)

    def field(self, name: str, before: Any, after: Any, *, locale: str = "") -> Iterator[Change]:
        """A plain value. Nothing before is nothing to tell of what is nothing now."""
        before, after = _listed(before), _listed(after)
        if before != after and not (_is_nothing(before) and _is_nothing(after)):
            yield self.change(CHANGED, field=name, before=before, after=after, locale=locale)

    def texts(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
        """What is said, language by language and field by field."""
        for locale in sorted(before.keys() | after.keys()):
            old, new = before.get(locale, {}), after.get(locale, {})
            for name in [*new, *(name for name in old if name not in new)]:
                stream = STREAMS.get((self.subject, name))
                if stream is not None:
                    yield from self.stream(name, stream, old.get(name), new.get(name), locale)
                elif (self.subject, name) in RICH:
                    values = plain_html(old.get(name)), plain_html(new.get(name))
                    yield from self.field(name, *values, locale=locale)
                else:
                    yield from self.field(name, old.get(name), new.get(name), locale=locale)

    def stream(self, name: str, block: StreamBlock, old: Any, new: Any, locale: str) -> Iterator[Change]:
        """Block by block, by what the editor calls each."""
        for what, place, before, after in _of_streams(plain(block, old), plain(block, new)):
            yield self.change(what, field=name, locale=locale, block=place, before=before, after=after)


_BlockChange = tuple[str, BlockPlace, Any, Any]


def _of_streams(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[_BlockChange]:
    pairs = _same_blocks(old, new)
    moved = _out_of_order([pairs[number] for number in range(len(new)) if number in pairs])
    for number, item in enumerate(new):
        place = BlockPlace(item["type"], number + 1)
        if number not in pairs:
            yield ADDED, place, None, item["value"]
            continue
        was = old[pairs[number]]
        if pairs[number] in moved:
            yield MOVED, place, pairs[number] + 1, number + 1
        for path, before, after in _leaves(was["value"], item["value"]):
            yield CHANGED, BlockPlace(item["type"], number + 1, path), before, after
    for number, item in enumerate(old):
        if number not in pairs.values():
            yield REMOVED, BlockPlace(item["type"], number + 1), item["value"], None


def _same_blocks(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[int, int]:
    """Which old block each new one is, by their places: by id, else by what it says, else by where it is."""
    by_id = {(item["id"], item["type"]): number for number, item in enumerate(old) if item["id"]}
    pairs = {
        number: by_id[item["id"], item["type"]]
        for number, item in enumerate(new)
        if (item["id"], item["type"]) in by_id
    }
    left = [number for number in range(len(old)) if number not in pairs.values()]
    for number, item in enumerate(new):
        if number in pairs:
            continue
        twin = next((at for at in left if _says(old[at]) == _says(item)), None)
        if twin is not None:
            pairs[number] = twin
            left.remove(twin)
    for number in left:
        if number < len(new) and number not in pairs and new[number]["type"] == old[number]["type"]:
            pairs[number] = number
    return pairs


def _says(item: dict[str, Any]) -> str:
    return hash_of([item["type"], item["value"]])


def _leaves(old: Any, new: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any, Any]]:
    """Path, before and after of each innermost part that differs."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*new, *(name for name in old if name not in new)]:
            yield from _leaves(old.get(name), new.get(name), (*path, name))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _leaves_of_lists(old, new, path)
    else:
        yield path, old, new


def _leaves_of_lists(old: list[Any], new: list[Any], path: tuple[str | int, ...]) -> Iterator[Any]:
    keys = [hash_of(one) for one in old], [hash_of(one) for one in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        both = min(i2 - i1, j2 - j1)
        for step in range(both):
            yield from _leaves(old[i1 + step], new[j1 + step], (*path, j1 + step))
        for at in range(i1 + both, i2):
            yield (*path, at), old[at], None
        for at in range(j1 + both, j2):
            yield (*path, at), None, new[at]


_Part = ModuleSnapshot | LessonSnapshot
_Key = tuple[str, int]


def _parts(edition: CourseSnapshot | None) -> tuple[_Part, ...]:
    return (*edition.modules, *edition.lessons) if edition is not None else ()


def _key(part: _Part) -> _Key:
    return (MODULE, part.module_id) if isinstance(part, ModuleSnapshot) else (LESSON, part.lesson_id)


def _titles(edition: CourseSnapshot | None) -> dict[_Key, str]:
    if edition is None:
        return {}
    return {_key(part): part.texts[edition.source_locale]["title"] for part in _parts(edition)}


def _places(edition: CourseSnapshot | None) -> dict[_Key, tuple[int | None, int]]:
    """Of each part the module it stands in and its place there, from 1; modules stand under the course."""
    found: dict[_Key, tuple[int | None, int]] = {}
    count: dict[int | None, int] = {}
    for part in sorted(_parts(edition), key=lambda each: each.position):
        module = part.module_id if isinstance(part, LessonSnapshot) else None
        count[module] = count.get(module, 0) + 1
        found[_key(part)] = module, count[module]
    return found


def _moved(old: dict[_Key, tuple[int | None, int]], new: dict[_Key, tuple[int | None, int]]) -> set[_Key]:
    """What stands in another module, or among the same neighbours in another order: as few as explain it."""
    both = [key for key in new if key in old]
    moved = {key for key in both if old[key][0] != new[key][0]}
    for module in {new[key][0] for key in both}:
        stayed = [key for key in both if new[key][0] == module and key not in moved]
        stayed.sort(key=lambda key: new[key][1])
        order = [old[key][1] for key in stayed]
        late = _out_of_order(order)
        moved |= {key for key, place in zip(stayed, order, strict=True) if place in late}
    return moved


def _out_of_order(places: Sequence[int]) -> set[int]:
    """Those that have to move so that the rest is in ascending order, as few as possible."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, place in enumerate(places):
        length = bisect_left(tails, place)
        before.append(at[length - 1] if length else -1)
        tails[length:] = [place, *tails[length + 1 :]]
        at[length:] = [number, *at[length + 1 :]]
    kept: set[int] = set()
    number = at[-1] if at else -1
    while number >= 0:
        kept.add(places[number])
        number = before[number]
    return set(places) - kept


def _place_in_words(edition: CourseSnapshot | None, place: tuple[int | None, int]) -> list[Any]:
    """Title of the module, and the place in it."""
    module, number = place
    return [_titles(edition).get((MODULE, module), "") if module is not None else "", number]


def _listed(value: Any) -> Any:
    """Tuples as lists: a release that was read back holds lists."""
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value


def _is_nothing(value: Any) -> bool:
    return value is None or value == "" or value == []
