"""The pages of one course, in the order of the tree: as published, as drafted, or as submitted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from wagtail.models import Page, Revision

from learning.courses.models import Candidate, CandidatePage, CoursePage, LessonPage, ModulePage

PartPage = ModulePage | LessonPage

#: What a draft of a module or lesson may say otherwise than the page; the rest is the page's own.
_DRAFTED = frozenset(
    each.name
    for model in (ModulePage, LessonPage)
    for each in model._meta.fields
    if each.editable and not each.is_relation
) - {"id", "path", "depth", "numchild", "first_published_at"}


@dataclass(frozen=True, slots=True)
class Node:
    """A module or lesson page, with the module page that a lesson stands in."""

    page: PartPage
    module: ModulePage | None = None


@dataclass(frozen=True, slots=True)
class CourseTree:
    """A course page and what stands below it, modules before their lessons.

    `translations`: published translations, by translation key.
    """

    page: CoursePage
    nodes: tuple[Node, ...]
    translations: dict[UUID, list[Any]] = field(default_factory=dict)

    def translations_of(self, page: Page) -> list[Any]:
        return self.translations.get(page.translation_key, [])

    @property
    def pages(self) -> list[Any]:
        return [self.page, *(node.page for node in self.nodes)]


def live_tree(page: CoursePage) -> CourseTree:
    """What is published now. A lesson whose module is not published does not count."""
    nodes = _nodes(page, page.get_descendants().live().specific().order_by("path"))
    return CourseTree(page, nodes, _translations([page, *(node.page for node in nodes)]))


def draft_tree(page: CoursePage, *, shown: Any = None) -> CourseTree:
    """What the authors are working on: the latest draft of every page, published or not.

    At most six queries beside those for the course page itself, however many pages there are.
    shown: a page of the course as it stands in the editor, perhaps not saved yet; it takes its own place.
    """
    pages: list[Any] = list(page.get_descendants().specific().order_by("path"))
    revisions = Revision.objects.in_bulk([each.latest_revision_id for each in pages])
    for each in pages:
        each.latest_revision = revisions.get(each.latest_revision_id)
    if isinstance(shown, PartPage) and shown.pk is None:
        pages.append(shown)
    drafts = [shown if _is_same(below, shown) else as_drafted(below, page) for below in pages]
    return CourseTree(
        shown if isinstance(shown, CoursePage) else as_drafted(page, page), _nodes(page, drafts)
    )


def _is_same(page: Any, shown: Any) -> bool:
    return page is shown or (shown is not None and page.pk == shown.pk)


def candidate_tree(candidate: Candidate, *, at: datetime) -> CourseTree:
    """What a candidate holds, page by page, from the frozen content.

    at: pages that are to go live later than this are left out; Wagtail's schedule publishes them. Of one that
    holds a lesson alone: what is published, with that lesson in its place.
    """
    if candidate.lesson_id is not None:
        return _tree_with_lesson(candidate)
    rows = list(candidate.pages.select_related("parent", "page").order_by("position"))
    pages = {row.pk: thawed(row) for row in rows}
    nodes = []
    for row in rows[1:]:
        page, module = pages[row.pk], pages.get(row.parent_id or 0)
        module = module if isinstance(module, ModulePage) else None
        if not any(is_later(part, at) for part in (page, module)):
            nodes.append(Node(page, module))
    return CourseTree(pages[rows[0].pk], tuple(nodes), _translations(list(pages.values())))


def _tree_with_lesson(candidate: Candidate) -> CourseTree:
    page, row = candidate.page, candidate.pages.get()
    if page is None:
        raise CoursePage.DoesNotExist(f"the page of {candidate} is gone")
    held = thawed(row)
    tree = live_tree(page)
    nodes = tuple(Node(held, node.module) if node.page.pk == held.pk else node for node in tree.nodes)
    return replace(tree, nodes=nodes)


def thawed(row: CandidatePage) -> Any:
    """The page object that a candidate's frozen content describes; it is not for saving."""
    model = {
        "courses.CoursePage": CoursePage,
        "courses.ModulePage": ModulePage,
        "courses.LessonPage": LessonPage,
    }
    page = model[row.model_label].from_serializable_data(row.content, check_fks=False, strict_fks=False)
    page.pk = page.id = row.page_id or page.pk
    return page


def as_drafted(page: Any, course_page: CoursePage) -> Any:
    """A page with the content of its latest draft; without a query, for a module or lesson.

    Wagtail's own way asks the database about each foreign key of each page. Those of modules and lessons
    are all the page's own, whatever a draft says.
    """
    if not page.latest_revision_id:
        return page
    said = page.latest_revision.content
    is_copied = said.get(page.identity_field) != getattr(page, f"{page.identity_field}_id")
    if page.pk == course_page.pk or is_copied:
        return page.with_content_json(said)
    content = {name: value for name, value in said.items() if name in _DRAFTED}
    drafted = copy(page)
    written = type(page).from_serializable_data({"pk": page.pk} | content, check_fks=False)
    for name in content:
        setattr(drafted, name, getattr(written, name))
    return drafted


def is_later(page: Any, at: datetime) -> bool:
    """Whether a page, if it is one, is to go live later than this."""
    return page is not None and page.go_live_at is not None and page.go_live_at > at


def _nodes(course_page: CoursePage, pages: QuerySet[Page] | Iterable[Any]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    modules: dict[str, ModulePage] = {}
    for page in pages:
        if isinstance(page, ModulePage):
            modules[page.path] = page
            nodes.append(Node(page))
        elif page.depth == course_page.depth + 1:
            nodes.append(Node(page))
        elif module := modules.get(page.path[: -page.steplen]):
            nodes.append(Node(page, module))
    return tuple(nodes)


def _translations(pages: list[Any]) -> dict[UUID, list[Any]]:
    """Published translations of these pages, one query for each page type."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    by_type: dict[type[Page], list[Any]] = defaultdict(list)
    for page in pages:
        by_type[type(page)].append(page)
    for model, members in by_type.items():
        others = model.objects.filter(
            translation_key__in=[page.translation_key for page in members], live=True
        )
        for other in others.exclude(locale_id=members[0].locale_id).select_related("locale"):
            found[other.translation_key].append(other)
    return dict(found)
