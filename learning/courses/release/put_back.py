"""Give the published pages of a course the content of an earlier release, and keep what was written since.

What a page says now stays its latest draft: nobody's work is lost, and none of it is published until
somebody publishes it. Where pages stand in the tree is their authors' matter, so that stays, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from learning.courses.models import (
    Category,
    Course,
    CoursePage,
    CoursePrerequisite,
    LessonPage,
    ModulePage,
    QuizPrerequisite,
)
from learning.courses.release.body_statistics import body_seconds
from learning.courses.release.course_snapshot import CourseSnapshot, LessonSnapshot, Text, fingerprint
from learning.courses.rules import CourseRules

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(slots=True)
class PagesPutBack:
    """What became of the pages, by their titles.

    drafts: whose newer content is a draft now. published: unpublished since, published again. unpublished:
    published since, drafts now. gone: lessons that learners have again, and whose page was deleted.
    """

    drafts: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def put_back(course: Course, snapshot: CourseSnapshot, *, actor: User | None) -> PagesPutBack:
    """Write a snapshot into the pages of its course, in every language that they have.

    Call it where releases are held back. About ten queries for each page that differs.
    """
    report = PagesPutBack()
    for page in course.pages.select_related("locale"):
        text = snapshot.texts.get(page.locale.language_code)
        if text is not None:
            _write(page, report, _course_fields(page, snapshot, text))
    wanted_modules = {module.module_id: module for module in snapshot.modules}
    for page in ModulePage.objects.filter(module__course=course).select_related("locale"):
        module = wanted_modules.get(page.module_id)
        text = module.texts.get(page.locale.language_code) if module else None
        if module is None or text is None:
            _take_down(page, report, actor)
            continue
        _write(page, report, {**text, "slug": _free_slug(page, module.slug)})
    _put_back_lessons(course, snapshot, report, actor)
    return report


def _put_back_lessons(
    course: Course, snapshot: CourseSnapshot, report: PagesPutBack, actor: User | None
) -> None:
    wanted = {lesson.lesson_id: lesson for lesson in snapshot.lessons}
    drip = dict(CourseRules.from_json(snapshot.rules).drip)
    found: set[int] = set()
    for page in LessonPage.objects.filter(lesson__course=course).select_related("locale"):
        lesson = wanted.get(page.lesson_id)
        text = lesson.texts.get(page.locale.language_code) if lesson else None
        if lesson is None or text is None:
            _take_down(page, report, actor)
            continue
        found.add(lesson.lesson_id)
        _write(page, report, _lesson_fields(page, lesson, text, drip.get(lesson.lesson_id)))
    source = snapshot.source_locale
    report.gone += [wanted[pk].texts[source]["title"] for pk in wanted if pk not in found]


def _lesson_fields(page: LessonPage, lesson: LessonSnapshot, text: Text, days: int | None) -> dict[str, Any]:
    body = page.body.stream_block.to_python(text["body"])
    return {
        "title": text["title"],
        "body": body,
        "transcript": text["transcript"],
        "outcomes": _lines(text["outcomes"]),
        "slug": _free_slug(page, lesson.slug),
        "kind": lesson.kind,
        "is_required": lesson.is_required,
        "is_free_preview": lesson.is_free_preview,
        "watch_threshold": lesson.watch_threshold,
        "reading_completes": lesson.reading_completes,
        "opens_after_days": days,
        "minutes_override": None if body_seconds(body) == lesson.seconds else lesson.seconds // 60,
    }


def _course_fields(page: CoursePage, snapshot: CourseSnapshot, text: Text) -> dict[str, Any]:
    rules = CourseRules.from_json(snapshot.rules)
    plain = {
        name: text[name]
        for name in (
            "title",
            "seo_title",
            "search_description",
            "short_description",
            "promotion_video",
            "level",
            "language",
            "course_type",
            "special_tag",
            "coach_name",
            "has_certificate",
        )
    }
    image = text["thumbnail_id"]
    has_image = get_image_model().objects.filter(pk=image or 0).exists()
    has_category = Category.objects.filter(pk=snapshot.category_id or 0).exists()
    return {
        **plain,
        "description": page.description.stream_block.to_python(text["description"]),
        "faq": page.faq.stream_block.to_python(text["faq"]),
        "learning_outcomes": _lines(text["learning_outcomes"]),
        "requirements": _lines(text["requirements"]),
        "thumbnail_id": image if has_image else None,
        "category_id": snapshot.category_id if has_category else None,
        "slug": _free_slug(page, snapshot.slug),
        "tags": text["tags"],
        "visibility": rules.visibility,
        "enrolment_method": rules.enrolment_method,
        "access_duration": rules.duration,
        "access_days": rules.duration_days,
        "access_until": rules.until,
        "drip_anchor": rules.drip_anchor,
        "drip_from": rules.drip_from,
        "prerequisites": [CoursePrerequisite(course_id=pk) for pk in _known_courses(rules.prerequisites)],
        "quiz_prerequisites": [
            QuizPrerequisite(quiz=quiz, least_score=least) for quiz, least in rules.quiz_scores
        ],
    }


def _known_courses(ids: Iterable[int]) -> list[int]:
    return list(Course.objects.filter(pk__in=list(ids)).values_list("pk", flat=True))


def _lines(values: Iterable[str]) -> list[tuple[str, str]]:
    return [("line", value) for value in values]


def _write(page: Any, report: PagesPutBack, fields: dict[str, Any]) -> None:
    """Let the published page say this; what it said becomes, or stays, its latest draft."""
    stood, was_live = fingerprint(page), page.live
    if page.latest_revision_id is None:
        page.latest_revision = page.save_revision(clean=False)
    for name, value in fields.items():
        if name == "tags":
            page.tags.set(value)
        elif name in ("prerequisites", "quiz_prerequisites"):
            if _said(getattr(page, name).all()) != _said(value):
                setattr(page, name, value)
        else:
            setattr(page, name, value)
    if was_live and fingerprint(page) == stood:
        return
    latest = page.latest_revision
    has_newer = fingerprint(page.with_content_json(latest.content)) != fingerprint(page)
    page.live, page.expired, page.has_unpublished_changes = True, False, has_newer
    page.live_revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        created_at=latest.created_at - timedelta(microseconds=1),
        object_str=str(page),
        content=page.serializable_data(),
    )
    page.save(clean=False)
    if has_newer:
        report.drafts.append(page.draft_title or page.title)
    if not was_live:
        report.published.append(page.title)


def _said(rows: Iterable[Any]) -> list[tuple[Any, ...]]:
    """What rows of prerequisites say, whatever rows they are."""
    return sorted(
        (row.course_id,) if isinstance(row, CoursePrerequisite) else (str(row.quiz), row.least_score)
        for row in rows
    )


def _take_down(page: Any, report: PagesPutBack, actor: User | None) -> None:
    if page.live:
        page.unpublish(user=actor)
        report.unpublished.append(page.title)


def _free_slug(page: Page, slug: str) -> str:
    """The slug that the page had, unless a page beside it has taken it since."""
    if page.slug == slug:
        return slug
    beside = page.get_siblings(inclusive=False).filter(slug=slug)
    return page.slug if beside.exists() else slug
