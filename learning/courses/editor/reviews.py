"""What a reviewer is shown of a candidate: what it changes, every page, and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.models import Page

from common.money import Money
from learning.courses.models import Candidate, CandidatePage, CoursePage, CoursePriceChange, Release
from learning.courses.release.bodies import fetch_together
from learning.courses.release.comparison_words import ChangedPart, ToldComparison, tell
from learning.courses.release.course_snapshot import fingerprint
from learning.courses.release.editions import edition_of_candidate, edition_of_release
from learning.courses.release.trees import draft_tree, thawed
from learning.courses.selectors import prices_of

_IDENTITY = {"courses.CoursePage": "course", "courses.ModulePage": "module", "courses.LessonPage": "lesson"}


@dataclass(frozen=True, slots=True)
class ReviewedPage:
    """One page of a candidate. part: what differs in it; None: nothing.

    `is_edited_since`: its draft says something else by now; that is not part of the candidate.
    """

    row: CandidatePage
    part: ChangedPart | None
    is_edited_since: bool
    is_gone: bool

    @property
    def depth(self) -> int:
        return 0 if self.row.parent is None else 1 if self.row.parent.parent_id is None else 2


@dataclass(frozen=True, slots=True)
class PriceStep:
    """How a price changed. before, after: None where there was none, or is none any more."""

    change: CoursePriceChange
    before: Money | None
    after: Money | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What acts at once and is part of no release, for a reviewer to know: prices, and the status.

    price_steps, status_steps: how they changed since the release that the candidate is compared with.
    """

    prices: tuple[Money, ...]
    price_steps: tuple[PriceStep, ...]
    status_steps: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A candidate as a reviewer reads it. base: the release it is compared with; None: there was none."""

    candidate: Candidate
    base: Release | None
    pages: tuple[ReviewedPage, ...]
    comparison: ToldComparison
    beside: Beside

    @property
    def edited_since(self) -> tuple[ReviewedPage, ...]:
        return tuple(page for page in self.pages if page.is_edited_since)


def review_of(candidate: Candidate, *, at: datetime) -> Review:
    """Compare a candidate with what learners have, or had when it was decided on, and with today's drafts.

    The number of queries does not depend on how many pages there are.
    """
    rows = list(candidate.pages.select_related("parent", "page").order_by("position"))
    base = _base_of(candidate)
    comparison = tell(
        edition_of_release(base) if base else None,
        edition_of_release(candidate.release)
        if candidate.release
        else edition_of_candidate(candidate, at=at),
    )
    parts = {(part.subject, part.subject_id): part for part in comparison.parts}
    there = set(Page.objects.filter(pk__in=[row.page_id for row in rows]).values_list("pk", flat=True))
    edited = _edited_since(candidate, rows)
    pages = tuple(
        ReviewedPage(
            row=row,
            part=parts.get(_identity_of(row)),
            is_edited_since=row.pk in edited,
            is_gone=row.page_id not in there,
        )
        for row in rows
    )
    return Review(candidate, base, pages, comparison, _beside(candidate, base))


def _identity_of(row: CandidatePage) -> tuple[str, int]:
    name = _IDENTITY[row.model_label]
    return name, row.content.get(name)


def _base_of(candidate: Candidate) -> Release | None:
    """The release that a candidate changes, or changed: the latest one before it was decided on."""
    releases = candidate.course.releases.select_related("course__source_locale").order_by("-number")
    if candidate.release is not None:
        if candidate.release.released_at == candidate.decided_at:
            releases = releases.filter(number__lt=candidate.release.number)
        else:  # it changed nothing, so that it made no release of its own
            releases = releases.filter(number=candidate.release.number)
    elif candidate.decided_at is not None and candidate.status != Candidate.Status.SCHEDULED:
        releases = releases.filter(released_at__lt=candidate.decided_at)
    base = releases.first()
    return None if base is None or base.is_withdrawn else base


def _edited_since(candidate: Candidate, rows: list[CandidatePage]) -> set[int]:
    """The rows whose page has a draft by now that says something else."""
    page = CoursePage.objects.select_related("latest_revision").filter(pk=candidate.page_id or 0).first()
    if page is None:
        return set()
    drafts = {draft.pk: draft for draft in draft_tree(page).pages}
    frozen = {row.pk: thawed(row) for row in rows if row.page_id in drafts}
    fetch_together(each for each in [*drafts.values(), *frozen.values()] if hasattr(each, "body"))
    return {
        row.pk
        for row in rows
        if row.pk in frozen and fingerprint(frozen[row.pk]) != fingerprint(drafts[row.page_id])
    }


def _beside(candidate: Candidate, base: Release | None) -> Beside:
    course = candidate.course
    until = candidate.decided_at if candidate.release is not None else None
    steps = _price_steps(course.price_changes.select_related("changed_by").order_by("changed_at", "pk"))
    statuses = course.status_changes.select_related("changed_by").order_by("changed_at", "pk")

    def counts(moment: datetime) -> bool:
        is_since = base is not None and moment > base.released_at
        return is_since and (until is None or moment <= until)

    return Beside(
        prices=prices_of([course.pk])[course.pk],
        price_steps=tuple(step for step in steps if counts(step.change.changed_at)),
        status_steps=tuple(change for change in statuses if counts(change.changed_at)),
    )


def _price_steps(changes: Any) -> list[PriceStep]:
    """Each change with what stood before it."""
    standing: dict[str, Money | None] = {}
    steps = []
    for change in changes:
        after = Money(change.amount_minor, change.currency) if change.amount_minor else None
        steps.append(PriceStep(change, standing.get(change.currency), after))
        standing[change.currency] = after
    return steps
