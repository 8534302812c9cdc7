"""Publish one lesson into the latest release, and leave every other draft of its course alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from learning.courses.models import Candidate, CandidatePage, Course, LessonPage
from learning.courses.release.course_snapshot import (
    CourseSnapshot,
    LessonSnapshot,
    fingerprint,
    lesson_outline,
    lesson_text,
)
from learning.courses.release.kept_snapshots import snapshot_of_release
from learning.courses.release.trees import draft_tree, thawed
from learning.courses.rules import CourseRules
from learning.courses.selectors import source_page_of

from .readiness import insist_on_ready
from .releases import lock_course

if TYPE_CHECKING:
    from accounts.models import User


class LessonNotPublished(Exception):
    """A lesson that learners don't have can't be published alone, as the words say; nothing was written."""


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def submit_lesson(*, page: LessonPage, actor: User | None, at: datetime, note: str = "") -> Candidate:
    """Freeze the draft of one published lesson as a candidate of its own, beside that of the course.

    Submitted anew, an older one of the same lesson is withdrawn. note: what learners are to be told.
    Raises LessonNotPublished and CourseNotReady.
    """
    course = lock_course(page.lesson.course_id)
    if refusal := why_not_alone(course, page):
        raise LessonNotPublished(refusal)
    insist_on_ready(draft_tree(page.course_page()), at=at, only=[page.pk])
    course.candidates.filter(lesson=page.lesson_id, status=Candidate.Status.SUBMITTED).update(
        status=Candidate.Status.WITHDRAWN, decided_by=actor, decided_at=at
    )
    candidate = Candidate.objects.create(
        course=course,
        lesson_id=page.lesson_id,
        page=source_page_of(course),
        submitted_at=at,
        submitted_by=actor,
        note=note.strip(),
    )
    draft = page.get_latest_revision_as_object()
    CandidatePage.objects.create(
        candidate=candidate,
        page_id=page.pk,
        position=0,
        title=draft.title,
        model_label=draft._meta.label,
        content=draft.serializable_data(),
        content_hash=fingerprint(draft),
        is_new=False,
        is_changed=True,
    )
    return candidate


def why_not_alone(course: Course, page: LessonPage) -> str:
    """Why a lesson can't be published alone, in words; empty when it can. At most one query."""
    latest = course.latest_release
    if latest is None or latest.is_withdrawn:
        return _("This course isn't published yet. Publish the entire course first.")
    if not page.live or not latest.lessons.filter(lesson=page.lesson_id).exists():
        return _("This lesson isn't in the latest release yet. Publish the entire course to add it.")
    if fingerprint(page) == fingerprint(page.get_latest_revision_as_object()):
        return _("This lesson has no unpublished changes.")
    return ""


def snapshot_with_lesson(course: Course, candidate: Candidate) -> CourseSnapshot:
    """The latest release of a course with the lesson of a candidate put in. Raises LessonNotPublished."""
    page = thawed(candidate.pages.get())
    assert course.latest_release is not None, "a lesson alone is only submitted to a release"
    base = snapshot_of_release(course.latest_release)
    standing = next((one for one in base.lessons if one.lesson_id == page.lesson_id), None)
    if standing is None or course.latest_release.is_withdrawn:
        raise LessonNotPublished(_("This lesson isn't in the latest release any more."))
    return _with_lesson(base, standing, page)


def _with_lesson(base: CourseSnapshot, standing: LessonSnapshot, page: LessonPage) -> CourseSnapshot:
    code = page.locale.language_code
    texts = standing.texts | {code: lesson_text(page)}
    if code != base.source_locale:  # what the outline says is the matter of the source language
        changed = replace(standing, texts=texts)
        return replace(base, lessons=_replaced(base, changed))
    outline = lesson_outline(page)
    beside = {one.slug for one in base.lessons if one.module_id == standing.module_id and one is not standing}
    if outline["slug"] in beside:
        outline["slug"] = standing.slug
    changed = LessonSnapshot(
        lesson_id=standing.lesson_id,
        module_id=standing.module_id,
        position=standing.position,
        texts=texts,
        **outline,
    )
    return replace(base, lessons=_replaced(base, changed), rules=_rules_with(base, page))


def _replaced(base: CourseSnapshot, changed: LessonSnapshot) -> tuple[LessonSnapshot, ...]:
    return tuple(changed if one.lesson_id == changed.lesson_id else one for one in base.lessons)


def _rules_with(base: CourseSnapshot, page: LessonPage) -> dict:
    """The rules of the release, with when this lesson opens as its draft says."""
    rules = CourseRules.from_json(base.rules)
    days = dict(rules.drip) | {page.lesson_id: page.opens_after_days or 0}
    drip = tuple((one.lesson_id, days[one.lesson_id]) for one in base.lessons if days.get(one.lesson_id))
    return replace(rules, drip=drip if rules.drip_anchor else ()).to_json()
