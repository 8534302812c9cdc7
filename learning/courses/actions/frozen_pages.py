"""Publish pages as a candidate froze them, whatever was edited, moved or added since."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from wagtail.coreutils import find_available_slug
from wagtail.models import Page, Revision

from learning.courses.models import Candidate, CandidatePage
from learning.courses.release.course_snapshot import fingerprint
from learning.courses.release.trees import thawed

if TYPE_CHECKING:
    from accounts.models import User


def publish_frozen_pages(candidate: Candidate, *, actor: User | None) -> None:
    """Publish each page of a candidate that is still there, within a transaction that holds their rows.

    Whoever saves one of them meanwhile waits, and saves a draft afterwards.
    """
    rows = list(candidate.pages.select_related("candidate__submitted_by").order_by("position"))
    held = Page.objects.select_for_update().filter(pk__in=[row.page_id for row in rows if row.page_id])
    found = {page.pk: page for page in held.order_by("pk")}
    _make_room(rows, found)
    for row in rows:
        if row.page_id in found:
            _publish_frozen(Page.objects.get(pk=row.page_id).specific, row, actor)


def _publish_frozen(page: Page, row: CandidatePage, actor: User | None) -> None:
    """Publish what was frozen. What was edited since stays the latest draft.

    The revision it was taken from may have been overwritten by an autosave, so the frozen content is kept
    as a revision of its own, dated to the submission.
    """
    frozen = fingerprint(thawed(row))
    revision = page.latest_revision
    says_the_same = revision is not None and fingerprint(page.with_content_json(revision.content)) == frozen
    if page.live and fingerprint(page) == frozen:
        if says_the_same and page.has_unpublished_changes:  # another way to store the same is no change
            Page.objects.filter(pk=page.pk).update(has_unpublished_changes=False)
        return
    if revision is None or not says_the_same:
        revision = Revision.objects.create(
            content_object=page,
            base_content_type=page.get_base_content_type(),
            user=row.candidate.submitted_by,
            created_at=row.candidate.submitted_at,
            object_str=row.title,
            content=row.content,
        )
        if page.latest_revision_id is None:
            page.latest_revision = revision
            page.save(update_fields=["latest_revision"], clean=False)
    revision.publish(user=actor, skip_permission_checks=True)


def _make_room(rows: list[CandidatePage], pages: dict[int, Page]) -> None:
    """Let no page stand in the way of another one's address: two may have changed places since they were
    published, and one that was added after the submission may have taken what a draft had chosen."""
    wanted = {row.page_id: row.content["slug"] for row in rows if row.parent_id is not None}
    moving = {pk: wanted[pk] for pk, page in pages.items() if pk in wanted and page.slug != wanted[pk]}
    for pk, slug in moving.items():
        others = Page.objects.sibling_of(pages[pk], inclusive=False).filter(slug=slug)
        for other in others.exclude(pk=pk):
            if other.pk in moving:
                free = f"{slug}-{uuid4().hex[:8]}"  # until it is published itself, in a moment
            else:
                free = find_available_slug(other.get_parent(), slug)
            Page.objects.filter(pk=other.pk).update(slug=free)
