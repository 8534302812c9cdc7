"""What a reviewer is shown of a candidate: every page, and what changed on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from learning.courses.models import Candidate, CandidatePage, CoursePage
from learning.courses.release.course_snapshot import fingerprint
from learning.courses.release.trees import draft_tree, thawed


@dataclass(frozen=True, slots=True)
class ReviewedPage:
    """One page of a candidate. `comparison`: Wagtail's comparisons of the fields that differ.

    `is_edited_since`: its draft says something else by now; that is not part of the candidate.
    """

    row: CandidatePage
    comparison: list[Any]
    is_edited_since: bool
    is_gone: bool

    @property
    def depth(self) -> int:
        return 0 if self.row.parent is None else 1 if self.row.parent.parent_id is None else 2


@dataclass(frozen=True, slots=True)
class Review:
    """A candidate as a reviewer reads it. `removed`: published pages that the candidate no longer has."""

    candidate: Candidate
    pages: tuple[ReviewedPage, ...]
    removed: tuple[str, ...]

    @property
    def changed(self) -> tuple[ReviewedPage, ...]:
        return tuple(page for page in self.pages if page.row.is_changed)

    @property
    def edited_since(self) -> tuple[ReviewedPage, ...]:
        return tuple(page for page in self.pages if page.is_edited_since)


def review_of(candidate: Candidate, *, request: HttpRequest) -> Review:
    """Compare each page of a candidate with what is published and with what is drafted by now."""
    rows = list(candidate.pages.select_related("parent", "page").order_by("position"))
    pages = Page.objects.filter(pk__in=[row.page_id for row in rows]).specific().in_bulk()
    drafts = _draft_fingerprints(candidate)
    reviewed = tuple(
        ReviewedPage(
            row=row,
            comparison=_comparison(row, pages.get(row.page_id), request) if row.is_changed else [],
            is_edited_since=row.page_id in drafts and drafts[row.page_id] != row.content_hash,
            is_gone=row.page_id not in pages,
        )
        for row in rows
    )
    return Review(candidate, reviewed, _removed(candidate, rows))


def _draft_fingerprints(candidate: Candidate) -> dict[int, str]:
    page = CoursePage.objects.select_related("latest_revision").filter(pk=candidate.page_id or 0).first()
    return {draft.pk: fingerprint(draft) for draft in draft_tree(page).pages} if page else {}


def _comparison(row: CandidatePage, page: Page | None, request: HttpRequest) -> list[Any]:
    """Fields in which the frozen content differs from the published page.

    A page that was new is compared with an empty one, also after it was published.
    """
    frozen = thawed(row)
    published = page if page is not None and page.live and not row.is_new else type(frozen)()
    panel = type(frozen).get_edit_handler().get_bound_panel(instance=frozen, request=request, form=None)
    comparisons = [make(published, frozen) for make in panel.get_comparison()]
    return [comparison for comparison in comparisons if comparison.has_changed()]


def _removed(candidate: Candidate, rows: list[CandidatePage]) -> tuple[str, ...]:
    release = candidate.course.latest_release
    if release is None or release.is_withdrawn:
        return ()
    kept = {row.content.get("lesson") for row in rows} | {
        ("module", row.content.get("module")) for row in rows
    }
    lessons = release.lessons.select_related("lesson").exclude(
        lesson_id__in=[key for key in kept if isinstance(key, int)]
    )
    return tuple(lesson.lesson.title for lesson in lessons)
