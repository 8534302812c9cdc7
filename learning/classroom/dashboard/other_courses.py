"""What a learner could begin, and what is closed to them: judged only as far as it is shown.

The catalogue's index tells which courses anybody may enter or enrol in; only those that ask for more can be
closed to somebody who has no grant. So a few of either kind are judged, however many courses there are. Whom
all that is judged turns out differently for, somebody who teaches for example, has more of them judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from common.verdict import Verdict
from learning.access import policies as access
from learning.access.selectors import courses_to_judge
from learning.classroom.catalogue.catalogue_index import CatalogueEntry, CatalogueIndex
from learning.courses.models import Course
from learning.courses.viewer import Viewer

OTHERS_SHOWN = 4
TIMES_MORE = 4


@dataclass(frozen=True)
class OtherCourses:
    """verdicts: by course id, of everything that was judged. available: the newest that the learner could
    begin. closed: what waits for something, those taken before first."""

    verdicts: dict[int, Verdict]
    available: tuple[CatalogueEntry, ...]
    closed: tuple[Course, ...]


def other_courses(
    viewer: Viewer,
    shelf: CatalogueIndex,
    *,
    taken: Iterable[Course],
    granted: Collection[int],
    shown_besides: Collection[int],
) -> OtherCourses:
    """One query and those of the verdicts, however many courses there are.

    taken: what they take, with `latest_release`. granted: ids of the courses that they ever had a grant for.
    shown_besides: ids of further courses to be judged.
    """
    judge = _Judge(viewer, taken)
    mine, own = frozenset(granted), set(judge.courses)
    rest = [entry for entry in shelf.entries if entry.course_id not in own]
    asking = [entry for entry in rest if entry.asks_more and entry.course_id not in mine]
    if viewer.person is not None and not viewer.person.is_active:
        # Whoever is suspended is refused everything, so that the first ones tell all.
        asking, rest = rest[:OTHERS_SHOWN], []
    judge.add({*own, *mine, *shown_besides, *_ids(asking[:OTHERS_SHOWN])})
    available = tuple(_available(rest, judge, mine))
    held = sorted((own | mine) & judge.verdicts.keys(), key=judge.place)
    closed = [judge.courses[pk] for pk in held if _is_closed(judge.verdicts[pk])]
    closed.sort(key=lambda course: course.pk not in own)
    closed += _closed(asking, judge, at_most=OTHERS_SHOWN - len(closed))
    return OtherCourses(judge.verdicts, available, tuple(closed[:OTHERS_SHOWN]))


class _Judge:
    """Verdicts on courses, a batch at a time."""

    def __init__(self, viewer: Viewer, known: Iterable[Course]) -> None:
        self.viewer = viewer
        self.courses = {course.pk: course for course in known}
        self.verdicts: dict[int, Verdict] = {}

    def add(self, course_ids: Iterable[int]) -> None:
        wanted = set(course_ids) - self.verdicts.keys()
        if missing := wanted - self.courses.keys():
            self.courses |= {course.pk: course for course in courses_to_judge(missing)}
        asked = [course for pk in wanted if (course := self.courses.get(pk)) is not None]
        if asked:
            self.verdicts |= access.course_verdicts(self.viewer, asked)

    def place(self, course_id: int) -> tuple[float, int]:
        """The newest release first."""
        release = self.courses[course_id].latest_release
        return (-release.released_at.timestamp() if release else 0.0, -course_id)


def _available(
    entries: Sequence[CatalogueEntry], judge: _Judge, mine: Collection[int]
) -> Iterator[CatalogueEntry]:
    """The first four that somebody could begin: of those that they never had a grant for, all that ask for
    nothing more. mine: ids of the others, which are judged."""
    found = 0
    for batch in _batches(entries):
        judge.add(_ids(_until_full(batch, OTHERS_SHOWN - found)))
        for entry in batch:
            verdict = judge.verdicts.get(entry.course_id)
            is_open = not entry.asks_more if verdict is None else not _is_closed(verdict)
            is_in = bool(verdict) and entry.course_id in mine
            if is_open and not is_in and found < OTHERS_SHOWN:
                found += 1
                yield entry
            if found == OTHERS_SHOWN:
                return


def _until_full(entries: Iterable[CatalogueEntry], wanted: int) -> Iterator[CatalogueEntry]:
    """What has to be judged to know the first of these that are open: what asks for more, up to them."""
    for entry in entries:
        if entry.asks_more:
            yield entry
        elif (wanted := wanted - 1) == 0:
            return


def _closed(entries: Sequence[CatalogueEntry], judge: _Judge, *, at_most: int) -> list[Course]:
    found: list[Course] = []
    for batch in _batches(entries):
        if len(found) >= at_most:
            break
        judge.add(_ids(batch))
        found += [
            judge.courses[entry.course_id]
            for entry in batch
            if entry.course_id in judge.courses and _is_closed(judge.verdicts[entry.course_id])
        ]
    return found[: max(0, at_most)]


def _batches(entries: Sequence[CatalogueEntry]) -> Iterator[Sequence[CatalogueEntry]]:
    """A few, then some more: what most people are shown costs one look."""
    place, size = 0, OTHERS_SHOWN
    while place < len(entries):
        yield entries[place : place + size]
        place, size = place + size, size * TIMES_MORE


def _is_closed(verdict: Verdict) -> bool:
    return not verdict and verdict.code != "no_grant" and not access.offers_to_enrol(verdict)


def _ids(entries: Iterable[CatalogueEntry]) -> set[int]:
    return {entry.course_id for entry in entries}
