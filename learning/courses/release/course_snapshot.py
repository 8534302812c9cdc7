"""An edition: everything of a course that learners are shown, as plain values.

Built from pages (live, draft or a candidate's), kept as a release, read through `courses.outlines`.
Nothing in it refers to a page, so nothing that happens to a page changes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.fields import RichTextField, StreamField

from learning.courses.models import CoursePage, LessonPage, ModulePage
from learning.courses.release.body_statistics import placed_activities, reporting_videos
from learning.courses.release.plain_blocks import plain, plain_html
from learning.courses.release.trees import CourseTree

Text = dict[str, Any]
Texts = dict[str, Text]


@dataclass(frozen=True, slots=True)
class ModuleSnapshot:
    """A module: its identity, where it stands, and its title and description per locale code."""

    module_id: int
    position: int
    slug: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class LessonSnapshot:
    """A lesson: its identity, the module it stands in (None: directly under the course), what the outline
    says of it, and its frozen content per locale code."""

    lesson_id: int
    module_id: int | None
    position: int
    slug: str
    kind: str
    is_required: bool
    is_free_preview: bool
    seconds: int
    watch_threshold: int
    videos: tuple[tuple[str, int], ...]
    texts: Texts
    activities: tuple[tuple[str, str, str], ...] = ()
    reading_completes: bool = True


@dataclass(frozen=True, slots=True)
class CourseSnapshot:
    """A course as learners are shown it. rules: `courses.rules.Rules` as JSON."""

    course_id: int
    source_locale: str
    slug: str
    category_id: int | None
    texts: Texts
    modules: tuple[ModuleSnapshot, ...]
    lessons: tuple[LessonSnapshot, ...]
    rules: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> Text:
        """What the course page says in the source locale."""
        return self.texts[self.source_locale]

    @property
    def content_hash(self) -> str:
        value = asdict(self)
        if not self.rules:
            del value["rules"]  # a course without rules has the hash it had before there were any
        for lesson in value["lessons"]:
            if not lesson["activities"]:
                del lesson["activities"]  # likewise
            if lesson["reading_completes"]:
                del lesson["reading_completes"]  # likewise
        return hash_of(value)


def hash_of(value: Any) -> str:
    """SHA-256 of a plain value in canonical JSON."""
    canonical = json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def course_text(page: CoursePage) -> Text:
    """What a course page says, in one locale."""
    return {
        "title": page.title,
        "seo_title": page.seo_title,
        "search_description": page.search_description,
        "short_description": page.short_description,
        "description": page.description.get_prep_value(),
        "thumbnail_id": page.thumbnail_id,
        "promotion_video": page.promotion_video,
        "tags": sorted(page.tags.names()) if page.pk else [],
        "level": page.level,
        "language": page.language,
        "course_type": page.course_type,
        "special_tag": page.special_tag,
        "coach_name": page.coach_name,
        "learning_outcomes": [line.value for line in page.learning_outcomes],
        "requirements": [line.value for line in page.requirements],
        "faq": page.faq.get_prep_value(),
        "has_certificate": page.has_certificate,
    }


def module_text(page: ModulePage) -> Text:
    return {"title": page.title, "description": page.description}


def lesson_text(page: LessonPage) -> Text:
    """What a lesson page says to learners, in one locale; what is for authors only stays out."""
    return {
        "title": page.title,
        "body": page.body.get_prep_value(),
        "transcript": page.transcript,
        "outcomes": [line.value for line in page.outcomes],
    }


def lesson_outline(page: LessonPage) -> dict[str, Any]:
    """What the outline says of a lesson, the same in every locale."""
    placed = tuple(placed_activities(page.body))
    return {
        "slug": page.slug,
        "kind": page.kind,
        "is_required": page.is_required,
        "is_free_preview": page.is_free_preview,
        "seconds": page.seconds,
        "watch_threshold": page.watch_threshold,
        "videos": tuple(reporting_videos(page.body)),
        **({"activities": placed} if placed else {}),
        **({} if page.reading_completes else {"reading_completes": False}),
    }


def fingerprint(page: CoursePage | ModulePage | LessonPage) -> str:
    """A hash of all that learners are shown of one page: equal exactly when nothing changed for them."""
    if isinstance(page, CoursePage):
        rules = page.rules().to_json()
        text = _plain_text(page, course_text(page))
        return hash_of([text, page.slug, page.category_id, *([rules] if rules else [])])
    if isinstance(page, ModulePage):
        return hash_of([_plain_text(page, module_text(page)), page.slug])
    opens = [] if page.opens_after_days is None else [page.opens_after_days]
    return hash_of([_plain_text(page, lesson_text(page)), lesson_outline(page), *opens])


def _plain_text(page: Any, text: Text) -> Text:
    """What a page says in one form: the editor stores the same in several ways."""
    found = {}
    for name, value in text.items():
        column = None if name.endswith("_id") or name == "tags" else page._meta.get_field(name)
        if isinstance(column, StreamField) and name in ("body", "description", "faq"):
            value = plain(column.stream_block, value)
        elif isinstance(column, RichTextField):
            value = plain_html(value)
        found[name] = value
    return found


def course_snapshot_of(tree: CourseTree) -> CourseSnapshot:
    """The edition that a tree of pages makes."""
    page = tree.page
    modules: list[ModuleSnapshot] = []
    lessons: list[LessonSnapshot] = []
    drip: list[tuple[int, int]] = []
    for position, node in enumerate(tree.nodes):
        locale = page.locale.language_code
        if isinstance(node.page, ModulePage):
            modules.append(
                ModuleSnapshot(
                    module_id=node.page.module_id,
                    position=position,
                    slug=node.page.slug,
                    texts=_texts(locale, node.page, tree.translations_of(node.page), module_text),
                )
            )
        else:
            if node.page.opens_after_days:
                drip.append((node.page.lesson_id, node.page.opens_after_days))
            lessons.append(
                LessonSnapshot(
                    lesson_id=node.page.lesson_id,
                    module_id=node.module.module_id if node.module else None,
                    position=position,
                    texts=_texts(locale, node.page, tree.translations_of(node.page), lesson_text),
                    **lesson_outline(node.page),
                )
            )
    return CourseSnapshot(
        course_id=page.course_id,
        source_locale=page.locale.language_code,
        slug=page.slug,
        category_id=page.category_id,
        texts=_texts(page.locale.language_code, page, tree.translations_of(page), course_text),
        modules=tuple(modules),
        lessons=tuple(lessons),
        rules=page.rules(drip=drip).to_json(),
    )


def _texts(locale: str, page: Any, translations: Iterable[Any], text: Any) -> Texts:
    texts = {translated.locale.language_code: text(translated) for translated in translations}
    return texts | {locale: text(page)}
