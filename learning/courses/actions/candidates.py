"""Submit, approve, reject and withdraw candidates."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState

from common.events import emit
from learning.courses.events import CandidateDecided
from learning.courses.models import Candidate, CandidatePage, Course, CoursePage, LessonPage, Release
from learning.courses.release.course_snapshot import CourseSnapshot, course_snapshot_of, fingerprint
from learning.courses.release.trees import CourseTree, candidate_tree, draft_tree, live_tree

from .frozen_pages import publish_frozen_pages
from .lessons_alone import LessonNotPublished, snapshot_with_lesson, submit_lesson
from .readiness import insist_on_ready
from .release_notes import write_note
from .releases import keep_release, lock_course, releasing_once

if TYPE_CHECKING:
    from accounts.models import User


class CandidateAlreadyDecided(Exception):
    """The candidate is no longer in review; nothing was changed."""


class CandidateCantBePublished(Exception):
    """Something outside the candidate stands in its way; nothing was changed. Its text is for people."""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def submit_candidate(
    *,
    page: CoursePage,
    actor: User | None,
    workflow_state: WorkflowState | None = None,
    at: datetime | None = None,
) -> Candidate:
    """Freeze a course with all the drafts below it as the one candidate in review.

    A workflow of several steps keeps the candidate it began with; submitted anew, an older one is withdrawn.
    Raises CourseNotReady.
    """
    at = at or timezone.now()
    course = lock_course(page.course_id)
    standing = course.candidates.filter(status=Candidate.Status.SUBMITTED, lesson=None).first()
    if standing and workflow_state and standing.workflow_state_id == workflow_state.pk:
        return standing
    tree = draft_tree(CoursePage.objects.select_related("latest_revision").get(pk=page.pk))
    insist_on_ready(tree, at=at)
    if standing:
        _decide(standing, Candidate.Status.WITHDRAWN, actor=actor, at=at)
    candidate = Candidate.objects.create(
        course=course, page=page, submitted_at=at, submitted_by=actor, workflow_state=workflow_state
    )
    _freeze(candidate, tree)
    return candidate


def _freeze(candidate: Candidate, tree: CourseTree) -> None:
    rows: dict[int, CandidatePage] = {}
    published = _published_fingerprints(tree)
    module_of = {node.page.pk: node.module for node in tree.nodes}
    for position, page in enumerate(tree.pages):
        digest = fingerprint(page)
        module = module_of.get(page.pk)
        parent = rows.get(module.pk if module else tree.page.pk)
        rows[page.pk] = CandidatePage.objects.create(
            candidate=candidate,
            page_id=page.pk,
            parent=parent,
            position=position,
            title=page.title,
            model_label=page._meta.label,
            content=page.serializable_data(),
            content_hash=digest,
            is_new=page.pk not in published,
            is_changed=published.get(page.pk) != digest,
        )


def _published_fingerprints(tree: CourseTree) -> dict[int, str]:
    live = {page.pk: page for page in tree.pages if page.live}
    found = {}
    for model in {type(page) for page in live.values()}:
        for page in model.objects.filter(pk__in=live, live=True):
            found[page.pk] = fingerprint(page)
    return found


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def approve_candidate(
    *,
    candidate: Candidate,
    actor: User | None,
    at: datetime,
    comment: str = "",
    go_live_at: datetime | None = None,
) -> Release | None:
    """Publish exactly what the candidate holds, in one transaction, as one release.

    go_live_at: when to publish it; None: when its course page says, else now.
    Returns the release; None when it is scheduled, and `publish_due_candidates` does it then.
    What was approved earlier, was submitted before this one and still waits for its moment is withdrawn once
    this one is published: it would put back what is older.
    Raises CandidateAlreadyDecided and CandidateCantBePublished, and LessonNotPublished of a lesson alone.
    """
    course = lock_course(candidate.course_id)
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if candidate.status not in (Candidate.Status.SUBMITTED, Candidate.Status.SCHEDULED):
        raise CandidateAlreadyDecided(str(candidate))
    tree = candidate_tree(candidate, at=at) if candidate.lesson_id is None else None
    if obstacle := obstacle_to(candidate, tree):
        raise CandidateCantBePublished(obstacle)
    go_live_at = go_live_at or (tree.page.go_live_at if tree is not None else None)
    if go_live_at and go_live_at > at:
        candidate.go_live_at = go_live_at
        _decide(candidate, Candidate.Status.SCHEDULED, actor=actor, at=at, comment=comment)
        return None
    _withdraw_older(candidate, actor=actor, at=at)
    with releasing_once(course.pk):
        publish_frozen_pages(candidate, actor=actor)
    release = keep_release(
        course=course,
        edition=_edition_of(course, tree) if tree is not None else snapshot_with_lesson(course, candidate),
        actor=actor,
        at=at,
        reason=Release.Reason.APPROVED if tree is not None else Release.Reason.LESSON,
    )
    if candidate.note:
        write_note(release=release, text=candidate.note, by=candidate.submitted_by, at=at)
    candidate.release = release
    _decide(candidate, Candidate.Status.APPROVED, actor=actor, at=at, comment=comment or candidate.comment)
    return release


def _withdraw_older(candidate: Candidate, *, actor: User | None, at: datetime) -> None:
    """Those of the course, or of the same lesson alone, that were submitted before and still wait."""
    waiting = candidate.course.candidates.filter(status=Candidate.Status.SCHEDULED)
    if candidate.lesson_id is not None:
        waiting = waiting.filter(lesson=candidate.lesson_id)
    for older in waiting.filter(submitted_at__lte=candidate.submitted_at).exclude(pk=candidate.pk):
        _decide(older, Candidate.Status.WITHDRAWN, actor=actor, at=at)


def obstacle_to(candidate: Candidate, tree: CourseTree | None) -> str:
    """Why a candidate can't be published, in a sentence; empty: it can. At most two queries.

    tree: what it holds; None of a lesson alone.
    """
    page = candidate.page
    if page is None:
        return _("The course was deleted, so there's nothing to publish.")
    if tree is None:
        return ""
    if Page.objects.sibling_of(page, inclusive=False).filter(slug=tree.page.slug).exists():
        return _("Another course has the URL “%(slug)s”. Request changes, so that this one gets another.") % {
            "slug": tree.page.slug
        }
    if page.locale_id != candidate.course.source_locale_id and _live_source(candidate.course) is None:
        return _("Publish the course in its original language first.")
    return ""


def _live_source(course: Course) -> CoursePage | None:
    return course.pages.filter(locale_id=course.source_locale_id, live=True, alias_of=None).first()


def _edition_of(course: Course, tree: CourseTree) -> CourseSnapshot:
    """What is released: of a translation, the course as it stands, with what was just published of it."""
    if tree.page.locale_id == course.source_locale_id:
        return course_snapshot_of(tree)
    source = _live_source(course)
    assert source is not None, "obstacle_to() asks for it"
    return course_snapshot_of(live_tree(source))


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def reject_candidate(*, candidate: Candidate, actor: User | None, at: datetime, comment: str = "") -> None:
    """Ask for changes. Raises CandidateAlreadyDecided."""
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if candidate.status != Candidate.Status.SUBMITTED:
        raise CandidateAlreadyDecided(str(candidate))
    _decide(candidate, Candidate.Status.REJECTED, actor=actor, at=at, comment=comment)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def withdraw_candidate(*, candidate: Candidate, actor: User | None, at: datetime, comment: str = "") -> bool:
    """Take a candidate out of the review, or a scheduled one back. Returns whether it was: one that was
    published or decided against meanwhile stays as it is. comment: why, if anybody asks."""
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if candidate.status not in (Candidate.Status.SUBMITTED, Candidate.Status.SCHEDULED):
        return False
    _decide(candidate, Candidate.Status.WITHDRAWN, actor=actor, at=at, comment=comment)
    return True


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def publish_course(
    *,
    page: CoursePage,
    actor: User | None,
    at: datetime,
    go_live_at: datetime | None = None,
    note: str = "",
) -> Release | None:
    """Publish a course with all the drafts below it at once, for those who may publish without a review.

    go_live_at: as for `approve_candidate`. note: what learners are told. A review that is under way ends.
    Raises CourseNotReady and CandidateCantBePublished.
    """
    lock_course(page.course_id)
    if (state := page.current_workflow_state) is not None:
        state.cancel(user=actor)
    candidate = submit_candidate(page=page, actor=actor, at=at)
    candidate.note = note.strip()
    candidate.save(update_fields=["note"])
    return approve_candidate(candidate=candidate, actor=actor, at=at, go_live_at=go_live_at)


def publish_due_candidates(*, at: datetime) -> int:
    """Publish the approved candidates whose moment has come, the earliest first. Returns how many.

    One that can't be published any more, such as a lesson alone that learners no longer have, is withdrawn
    instead, and its comment says why; it holds up no other.
    """
    due = Candidate.objects.filter(status=Candidate.Status.SCHEDULED, go_live_at__lte=at)
    published = 0
    for candidate in due.select_related("decided_by").order_by("go_live_at", "pk"):
        try:
            approve_candidate(candidate=candidate, actor=candidate.decided_by, at=at)
            published += 1
        except (CandidateCantBePublished, LessonNotPublished) as refused:
            withdraw_candidate(candidate=candidate, actor=candidate.decided_by, at=at, comment=str(refused))
        except CandidateAlreadyDecided:
            continue  # somebody published it, or took it back, a moment ago
    return published


def _decide(
    candidate: Candidate,
    status: str,
    *,
    actor: User | None,
    at: datetime,
    comment: str = "",
) -> None:
    candidate.status, candidate.decided_by, candidate.decided_at = status, actor, at
    candidate.comment = comment or candidate.comment
    candidate.save()
    emit(CandidateDecided(candidate_id=candidate.pk))


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def publish_lesson(
    *, page: LessonPage, actor: User, at: datetime, note: str = "", go_live_at: datetime | None = None
) -> Release | None:
    """Publish one lesson's draft into the latest release, for those who may publish without a review.

    Every other draft of the course stays a draft. go_live_at: as for `approve_candidate`. note: what learners
    are told. Raises LessonNotPublished and CourseNotReady.
    """
    candidate = submit_lesson(page=page, actor=actor, at=at, note=note)
    return approve_candidate(candidate=candidate, actor=actor, at=at, go_live_at=go_live_at)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def reschedule_candidate(*, candidate: Candidate, go_live_at: datetime, actor: User, at: datetime) -> None:
    """Publish a scheduled candidate at another time; what is due is published with the next round.

    Raises CandidateAlreadyDecided when it isn't scheduled any more.
    """
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if candidate.status != Candidate.Status.SCHEDULED:
        raise CandidateAlreadyDecided(str(candidate))
    candidate.go_live_at = go_live_at
    _decide(candidate, Candidate.Status.SCHEDULED, actor=actor, at=at)
