"""What staff see of one job for many people, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.natural_order import AsPeopleCount
from learning.access.models import BulkEnrolmentJob, BulkOutcome, BulkRecipient
from learning.courses.models import Course

LINES_SHOWN = 100
_Action, _Code = BulkEnrolmentJob.Action, BulkOutcome.Code
#: The outcomes that a job may have, by what it does, in the order of their columns.
CODES: dict[str, tuple[str, ...]] = {
    _Action.GRANT: (_Code.NEW, _Code.LONGER, _Code.IN, _Code.HELD),
    _Action.EXTEND: (_Code.LONGER, _Code.IN, _Code.HELD, _Code.NONE),
    _Action.REVOKE: (_Code.ENDED, _Code.NONE),
    _Action.UNDO: (_Code.BACK, _Code.NONE),
}
_LINES_AT_ONCE = 500


def codes_of(bulk: BulkEnrolmentJob) -> tuple[str, ...]:
    """The outcomes that a job may have, in the order of their columns. Access that a job granted ends."""
    if bulk.undoes is not None and bulk.undoes.action == _Action.GRANT:
        return CODES[_Action.REVOKE]
    return CODES[bulk.action]


@dataclass(frozen=True, slots=True)
class CourseRow:
    """For how many people each of `codes_of` comes out, in their order."""

    course: Course
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BulkRecord:
    """Everything that templates/access/admin/bulk.html draws of a job, foreseen or done.

    total: people who can be dealt with; settled: with whom that is done. unknown and faulty: the first lines.
    """

    summary: str
    courses: tuple[CourseRow, ...]
    total: int
    settled: int
    changed: int
    invited: int
    unknown_count: int
    faulty_count: int
    unknown: tuple[BulkRecipient, ...]
    faulty: tuple[BulkRecipient, ...]

    @property
    def percentage(self) -> int:
        return self.settled * 100 // self.total if self.total else 100


def bulk_record(bulk: BulkEnrolmentJob) -> BulkRecord:
    """What is foreseen of one that was not started, else what came of it so far."""
    is_foreseen = bulk.state == BulkEnrolmentJob.State.PREPARED
    lines = _lines(bulk)
    counts = bulk.planned["courses"] if is_foreseen else _outcomes(bulk)
    rows = tuple(
        CourseRow(course, tuple(counts.get(str(course.pk), {}).get(code, 0) for code in codes_of(bulk)))
        for course in bulk.courses.order_by(AsPeopleCount("title"))
    )
    unknown = bulk.people.sound().filter(person=None)
    if not is_foreseen:
        unknown = unknown.filter(settled_at__isnull=False)
    faulty = bulk.people.exclude(problem="")
    return BulkRecord(
        summary=_summary(
            bulk, rows, lines["unknown"] if is_foreseen else lines["left_unknown"], lines["faulty"]
        ),
        courses=rows,
        total=lines["sound"],
        settled=lines["settled"],
        changed=bulk.planned["changed"],
        invited=lines["invited"],
        unknown_count=lines["unknown"] if is_foreseen else lines["left_unknown"],
        faulty_count=lines["faulty"],
        unknown=tuple(unknown.order_by("line", "pk")[:LINES_SHOWN]),
        faulty=tuple(faulty.order_by("line", "pk")[:LINES_SHOWN]),
    )


def outcome_lines(bulk: BulkEnrolmentJob, *, unknown_only: bool = False) -> Iterator[list[str]]:
    """What became of each line and course, for a file. A header first."""
    yield [_("line"), _("email"), _("course"), _("result"), _("invited")]
    courses = dict(bulk.courses.values_list("pk", "title"))
    rows = bulk.people.order_by("pk")
    if unknown_only:
        rows = rows.sound().filter(person=None)
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:_LINES_AT_ONCE]):
        last = batch[-1].pk
        yield from _lines_of(batch, courses)


def _lines_of(rows: list[BulkRecipient], courses: Mapping[int, str]) -> Iterator[list[str]]:
    outcomes: dict[int, list[BulkOutcome]] = {row.pk: [] for row in rows}
    for outcome in BulkOutcome.objects.filter(row__in=outcomes).order_by("pk"):
        outcomes[outcome.row_id].append(outcome)
    for row in rows:
        start, invited = [str(row.line), row.email], _("yes") if row.was_invited else ""
        for outcome in outcomes[row.pk]:
            yield [*start, courses[outcome.course_id], outcome.get_code_display(), invited]
        if not outcomes[row.pk]:
            yield [*start, "", _without_outcome(row), invited]


def _without_outcome(row: BulkRecipient) -> str:
    if row.problem:
        return str(row.get_problem_display())
    if row.person_id is None:
        return _("no account with this email address")
    return _("not processed yet")


def _lines(bulk: BulkEnrolmentJob) -> dict[str, int]:
    sound, nobody = Q(problem=""), Q(problem="", person=None)
    return bulk.people.aggregate(
        sound=Count("pk", filter=sound),
        settled=Count("pk", filter=sound & Q(settled_at__isnull=False)),
        unknown=Count("pk", filter=nobody),
        left_unknown=Count("pk", filter=nobody & Q(settled_at__isnull=False)),
        faulty=Count("pk", filter=~sound),
        invited=Count("pk", filter=Q(was_invited=True)),
    )


def _outcomes(bulk: BulkEnrolmentJob) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    groups = BulkOutcome.objects.filter(row__bulk=bulk).values("course", "code").annotate(count=Count("pk"))
    for group in groups.order_by():
        found.setdefault(str(group["course"]), {})[group["code"]] = group["count"]
    return found


def _summary(bulk: BulkEnrolmentJob, rows: tuple[CourseRow, ...], unknown: int, faulty: int) -> str:
    """Such as “1,240 new, 60 unchanged, 3 without an account”. What there is none of is left out, but for the
    first."""
    sums = [(code, sum(row.counts[place] for row in rows)) for place, code in enumerate(codes_of(bulk))]
    parts = [
        *((count, _counted(code, count)) for code, count in sums),
        (unknown, ngettext("%(count)s without an account", "%(count)s without an account", unknown)),
        (faulty, ngettext("%(count)s invalid line", "%(count)s invalid lines", faulty)),
    ]
    return ", ".join(
        words % {"count": intcomma(count)} for place, (count, words) in enumerate(parts) if count or not place
    )


def _counted(code: str, count: int) -> str:
    return {
        _Code.NEW.value: ngettext("%(count)s new", "%(count)s new", count),
        _Code.LONGER.value: ngettext("%(count)s extended", "%(count)s extended", count),
        _Code.IN.value: ngettext("%(count)s unchanged", "%(count)s unchanged", count),
        _Code.HELD.value: ngettext("%(count)s skipped", "%(count)s skipped", count),
        _Code.ENDED.value: ngettext("%(count)s ended", "%(count)s ended", count),
        _Code.BACK.value: ngettext("%(count)s restored", "%(count)s restored", count),
        _Code.NONE.value: ngettext(
            "%(count)s with nothing to change", "%(count)s with nothing to change", count
        ),
    }[code]


def labels(bulk: BulkEnrolmentJob) -> list[str]:
    """The heads of the columns of `codes_of`."""
    heads = {
        _Code.NEW.value: _("New"),
        _Code.LONGER.value: _("Extended"),
        _Code.IN.value: _("Unchanged"),
        _Code.HELD.value: _("Skipped (suspended or revoked)"),
        _Code.ENDED.value: _("Ended"),
        _Code.BACK.value: _("Restored"),
        _Code.NONE.value: _("Nothing to change"),
    }
    return [heads[code] for code in codes_of(bulk)]
