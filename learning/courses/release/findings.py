"""What is missing in a course, or would not work, before it is published: page by page, with its address.

Submitting, publishing and the bar above a course's outline ask here, so that what passes can be published
without an error. An upper app adds what it knows (`register`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page

from learning.courses import activities
from learning.courses.models import CoursePage, LessonPage, LiveSchedule, ModulePage
from learning.courses.release.bodies import fetch_together, unfinished_blocks
from learning.courses.release.body_statistics import placed_activities
from learning.courses.release.trees import CourseTree, draft_tree, is_later
from library.videos import understand

NO_LESSONS = "no_lessons"
EMPTY_MODULE = "empty_module"
EMPTY_LESSON = "empty_lesson"
UNFINISHED_BLOCK = "unfinished_block"
FIELD = "field"
SLUG = "slug"
DATES = "dates"
NO_START = "no_start"
ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend before a course is published.

    kind: stable, for programs. page_id, page_title: the page it is about, as it is drafted. words: a
    sentence. url: where it is mended. is_blocking: whether nothing can be submitted or published until then;
    others are advice. block_id: of the block of the body that it is about; empty: of none.
    """

    kind: str
    page_id: int
    page_title: str
    words: str
    url: str
    is_blocking: bool = True
    block_id: str = ""


@dataclass(frozen=True)
class Checked:
    """What is looked at: a course's pages as they would be published, at a moment."""

    tree: CourseTree
    at: datetime
    placed: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)

    @property
    def course_id(self) -> int:
        return self.tree.page.course_id

    @cached_property
    def lessons(self) -> tuple[LessonPage, ...]:
        return tuple(node.page for node in self.tree.nodes if isinstance(node.page, LessonPage))

    @property
    def opens_with_lessons(self) -> bool:
        """Whether any lesson is published together with the course, now or at the course's own moment."""
        moment = max(self.at, self.tree.page.go_live_at or self.at)
        return any(
            not is_later(node.page, moment) and not is_later(node.module, moment)
            for node in self.tree.nodes
            if isinstance(node.page, LessonPage)
        )

    def found(self, kind: str, page: Page, words: str, **more: Any) -> Finding:
        """A finding about a page; mended in its editor unless `url` says otherwise."""
        url = more.pop("url", "") or reverse("wagtailadmin_pages:edit", args=[page.pk])
        return Finding(kind, page.pk, page.title, words, url, **more)


Look = Callable[[Checked], Iterable[Finding]]
_registered: list[Look] = []


def register(look: Look) -> None:
    """Have an upper app look, too, in a number of queries that does not depend on the number of pages."""
    if look not in _registered:
        _registered.append(look)


def findings_of_draft(
    page: CoursePage, *, at: datetime, only: Collection[int] | None = None
) -> tuple[Finding, ...]:
    """What is to be mended before the drafts of a course are published; see `findings_of`.

    page: a course page; its latest draft counts, whatever the object says.
    """
    page = CoursePage.objects.select_related("latest_revision", "locale").get(pk=page.pk)
    return findings_of(draft_tree(page), at=at, only=only)


def findings_of(
    tree: CourseTree, *, at: datetime, only: Collection[int] | None = None
) -> tuple[Finding, ...]:
    """What is to be mended before these pages are published, in the order of the course.

    only: ids of the pages that are to be published; findings about others are left out.
    The number of queries does not depend on how many pages there are.
    """
    checked = Checked(tree, at)
    fetch_together(checked.lessons)
    checked.placed.update({page.pk: list(placed_activities(page.body)) for page in checked.lessons})
    looks = (_outline, _fields, _slugs, _dates, _bodies, _activities, _live_lessons, *_registered)
    place = {page.pk: number for number, page in enumerate(tree.pages)}
    found = [finding for look in looks for finding in look(checked)]
    wanted = [one for one in found if only is None or one.page_id in only]
    return tuple(sorted(wanted, key=lambda one: place.get(one.page_id, 0)))


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that keep a course from being submitted or published."""
    return tuple(finding for finding in findings if finding.is_blocking)


def by_page(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Findings in their order, those of one page together under its title: for a list on a screen."""
    groups = groupby(findings, key=attrgetter("page_id", "page_title"))
    return [(title, list(members)) for (_page, title), members in groups]


def _outline(checked: Checked) -> Iterator[Finding]:
    if not checked.lessons:
        yield checked.found(NO_LESSONS, checked.tree.page, _("The course has no lessons."))
    elif not checked.opens_with_lessons:
        words = _("All lessons are scheduled for later, so the course would be published without any.")
        yield checked.found(NO_LESSONS, checked.tree.page, words)
    filled = {node.module.pk for node in checked.tree.nodes if node.module is not None}
    for node in checked.tree.nodes:
        if isinstance(node.page, ModulePage) and node.page.pk not in filled:
            yield checked.found(EMPTY_MODULE, node.page, _("The module has no lessons."), is_blocking=False)
    for lesson in checked.lessons:
        if not len(lesson.body) and lesson.kind != LessonPage.Kind.LIVE:
            yield checked.found(EMPTY_LESSON, lesson, _("The lesson is empty. Add at least one block."))


def _fields(checked: Checked) -> Iterator[Finding]:
    for page in checked.tree.pages:
        errors: dict[str, list[ValidationError]] = {}
        for check in (_check_columns, _check_own_rules):
            try:
                check(page)
            except ValidationError as error:
                for name, some in error.error_dict.items():
                    errors.setdefault(name, []).extend(some)
        for name, some in errors.items():
            kind = SLUG if name == "slug" else FIELD
            for one in some:
                yield checked.found(kind, page, _about_field(page._meta.get_field(name), one))


def _check_columns(page: Any) -> None:
    """Raises ValidationError, by field, for values that a plain column refuses. No query."""
    page.clean_fields(exclude={each.name for each in page._meta.fields if not _is_plain(each)})


def _is_plain(each: Field[Any, Any]) -> bool:
    return each.editable and not isinstance(each, ForeignKey | StreamField) and not each.primary_key


def _check_own_rules(page: Any) -> None:
    """Raises ValidationError, by field, for what the page's own rules refuse. No query."""
    page.check_slug()
    if isinstance(page, CoursePage):
        page.clean_rules()
        if page.promotion_video:
            try:
                understand(page.promotion_video)
            except ValidationError as error:
                raise ValidationError({"promotion_video": error.messages}) from error


def _about(each: Any, problem: str) -> str:
    return _("%(field)s: %(problem)s") % {"field": _label(each), "problem": problem}


def _about_field(each: Any, error: ValidationError) -> str:
    if error.code in ("blank", "null", "required"):
        return _("“%(field)s” is empty.") % {"field": _label(each)}
    return _about(each, " ".join(error.messages))


def _label(each: Any) -> str:
    label = force_str(each.verbose_name)
    return label[:1].upper() + label[1:]


def _slugs(checked: Checked) -> Iterator[Finding]:
    """Two pages side by side whose addresses would be the same; for the course, beside other courses."""
    words = _("Two pages would have the URL “%(slug)s”. Change one of them.")
    beside: dict[int, list[Page]] = defaultdict(list)
    for node in checked.tree.nodes:
        beside[node.module.pk if node.module else 0].append(node.page)
    for pages in beside.values():
        counts = Counter(page.slug for page in pages)
        for page in pages:
            if page.slug and counts[page.slug] > 1:
                yield checked.found(SLUG, page, words % {"slug": page.slug})
    course = checked.tree.page
    others = Page.objects.sibling_of(course, inclusive=False).exclude(pk=course.pk)
    if others.filter(slug=course.slug).exists():
        yield checked.found(SLUG, course, words % {"slug": course.slug})


def _dates(checked: Checked) -> Iterator[Finding]:
    for page in checked.tree.pages:
        if page.expire_at is None:
            continue
        if page.go_live_at and page.go_live_at >= page.expire_at:
            words = _("The page would expire before it's published.")
        elif page.expire_at <= checked.at:
            words = _("The expiry date is in the past, so the page would be unpublished right away.")
        else:
            continue
        yield checked.found(DATES, page, words)


def _bodies(checked: Checked) -> Iterator[Finding]:
    for page in checked.tree.pages:
        for each in page._meta.fields:
            if isinstance(each, StreamField):
                yield from _unfinished(checked, page, each)


def _unfinished(checked: Checked, page: Page, each: StreamField) -> Iterator[Finding]:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for problem in unfinished_blocks(getattr(page, each.name)):
        url = f"{edit}#block-{problem.block_id}-section" if problem.block_id else edit
        words = problem.words if each.name == "body" else _about(each, problem.words)
        yield checked.found(UNFINISHED_BLOCK, page, words, url=url, block_id=problem.block_id)


def _activities(checked: Checked) -> Iterator[Finding]:
    """What lessons place: twice, of another course, or such as no learner could do."""
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for placed in checked.placed.values():
        for _block, kind, public_id in placed:
            by_kind[kind].add(UUID(public_id))
    told = {kind: activities.kind_named(kind).owned(ids) for kind, ids in by_kind.items()}
    unready = {kind: activities.kind_named(kind).unready(ids) for kind, ids in by_kind.items()}
    for lesson in checked.lessons:
        placed = checked.placed[lesson.pk]
        for words in activities.objections(placed, checked.course_id, told=told):
            yield checked.found(ACTIVITY, lesson, words)
        for block_id, kind, public_id in placed:
            one = unready[kind].get(UUID(public_id))
            if one is not None:
                yield checked.found(
                    ACTIVITY, lesson, one.words, url=one.url, is_blocking=one.is_blocking, block_id=block_id
                )


def _live_lessons(checked: Checked) -> Iterator[Finding]:
    live = [lesson for lesson in checked.lessons if lesson.kind == LessonPage.Kind.LIVE]
    if not live:
        return
    rows = LiveSchedule.objects.filter(lesson__in=[lesson.lesson_id for lesson in live])
    dated = set(rows.filter(starts_at__isnull=False).values_list("lesson_id", flat=True))
    for lesson in live:
        if lesson.lesson_id not in dated:
            url = reverse("courses_admin:live_date", args=[lesson.translation_key])
            yield checked.found(NO_START, lesson, _("The live lesson has no start time."), url=url)
