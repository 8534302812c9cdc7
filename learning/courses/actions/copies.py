"""Copies of courses and of their pages: in one transaction, with files and activities of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from learning.courses import activities
from learning.courses.models import Course, CoursePage, Release
from learning.courses.models.authored import AuthoredPage
from learning.courses.release.exchange import (
    Reference,
    Replacement,
    by_mapping,
    exchanged,
    files_among,
    put_content,
    references_in,
    stored_content,
)
from library.actions import LibraryItem, copy_files

from .releases import lock_course, release_live_tree, releasing_nothing
from .uploads import replace_collection

if TYPE_CHECKING:
    from accounts.models import User
    from learning.courses.models.identities import Identity

Replacements = Mapping[Reference, Replacement]


class CopyWholePageAction(CopyPageAction):
    """Wagtail's way to copy pages, all or nothing, under an address that is free.

    A page of a course that is copied published makes one release, not one for each page below it.
    """

    update_attrs: dict[str, Any] | None

    def execute(self, skip_permission_checks: bool = False) -> Page:
        self._find_free_slug()
        is_authored = isinstance(self.page.specific, AuthoredPage)
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            with releasing_nothing() if is_authored else nullcontext():
                copy: Page = super().execute(skip_permission_checks=skip_permission_checks)
            if isinstance(copy, AuthoredPage) and copy.live:
                release_live_tree(
                    course_id=course_of(copy.identity).pk,
                    actor=self.user,
                    at=timezone.now(),
                    reason=Release.Reason.PUBLISHED,
                )
        return copy

    def _find_free_slug(self) -> None:
        parent = self.to or self.page.get_parent()
        attrs: dict[str, Any] = dict(self.update_attrs or {})
        if parent is not None:
            wanted = attrs.get("slug", self.page.slug)
            free = find_available_slug(parent, wanted)
            if free != wanted or "slug" in attrs:
                self.update_attrs = attrs | {"slug": free}


def course_of(identity: Identity | None) -> Course:
    """The course that an identity belongs to, itself for a course."""
    course: Any = identity if isinstance(identity, Course) else getattr(identity, "course", None)
    assert isinstance(course, Course), "the page was saved"
    return course


def copy_page(
    *,
    page: AuthoredPage,
    to: Page | None = None,
    title: str,
    slug: str = "",
    recursive: bool = True,
    actor: User | None,
) -> AuthoredPage:
    """Copy a course, module or lesson with what stands below it; all of the copy are drafts.

    to: the new parent; None: beside the page. slug: another one is found where it is taken; empty: as the
    title makes it. In another course, what the pages show and place becomes that course's own.
    """
    parent = to or page.get_parent()
    attrs: dict[str, Any] = {"title": title, "draft_title": title, "slug": slug or page.slug}
    copied: AuthoredPage = CopyWholePageAction(
        page, to=parent, recursive=recursive, update_attrs=attrs, keep_live=False, user=actor
    ).execute(skip_permission_checks=True)
    return copied


def copy_contents(*, source: Course, target: Course, actor: User | None, at: datetime) -> None:
    """Give a copied course quizzes, exams, assignments and questions of its own, and whoever teaches it."""
    if actor is None or not actor.has_perm("courses.author_course"):
        for row in source.course_instructors.all():
            target.course_instructors.create(
                account_id=row.account_id, is_owner=row.is_owner, position=row.position
            )
    for copier in activities.copiers():
        copier.copy_course(source=source, target=target, actor=actor, at=at)


def own_what_it_names(*, page: Any, source: Identity, actor: User | None, at: datetime) -> None:
    """Let a page that is being copied from another course name copies of that course's files and activities.

    page: about to be saved for the first time, with an identity of its own. source: the identity of the page
    it is copied from. What its latest draft names is copied, too: see `copies_of`.
    """
    course, former = course_of(page.identity), course_of(source)
    if course.pk == former.pk:
        return
    content = stored_content(page)
    named = references_in(type(page), content)
    drafted = type(page).objects.filter(**{page.identity_field: source.pk}, latest_revision__isnull=False)
    for kept in drafted.select_related("latest_revision"):
        named |= references_in(type(page), kept.latest_revision.content)
    copies = copy_named(references=named, source=former, target=course, actor=actor, at=at)
    put_content(page, exchanged(type(page), content, by_mapping(copies)))


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def copy_named(
    *, references: Iterable[Reference], source: Course, target: Course, actor: User | None, at: datetime
) -> Replacements:
    """Copies in `target` of the named files and activities of `source`. Each is made once."""
    named = set(references)
    items: list[Any] = []
    if source.collection is not None:
        for model, pks in files_among(named).items():
            below = model._default_manager.filter(collection__path__startswith=source.collection.path)
            items += below.filter(pk__in=pks)
    copies = own_files(course=target, items=items, actor=actor)
    for copier in activities.copiers():
        copies |= copier.copy_into(references=named, source=source, target=target, actor=actor, at=at)
    return copies


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def own_files(
    *, course: Course, items: Iterable[LibraryItem], actor: User | None
) -> dict[Reference, Replacement]:
    """Copies of files in the collection of a course, by what they are copies of; each is made once."""
    items = list(items)
    if not items:
        return {}
    course = lock_course(course.pk)
    collection = course.collection or replace_collection(course=course)
    copied = copy_files(items=items, collection=collection, actor=actor)
    return {(item._meta.label, item.pk): Replacement(copy.pk) for item, copy in copied.items()}


def copies_of(*, references: Iterable[Reference], course: Course) -> dict[Reference, Replacement]:
    """The copies that a course has of what is named, if any: two queries for each kind of it."""
    named = set(references)
    found: dict[Reference, Replacement] = {}
    for model, pks in files_among(named).items():
        originals = dict(model._default_manager.filter(pk__in=pks).values_list("public_id", "pk"))
        copies = model._default_manager.filter(collection=course.collection_id, copied_from__in=originals)
        for copied_from, pk in copies.values_list("copied_from", "pk"):
            found[model._meta.label, originals[copied_from]] = Replacement(pk)
    for copier in activities.copiers():
        found |= copier.copies_in(references=named, course=course)
    return found


def name_own_copies(*, page: Any, content: Mapping[str, Any]) -> dict[str, Any]:
    """Those fields of copied content in which a page names the copies of its own course instead.

    page: saved. content: as a revision of the page it was copied from keeps it.
    """
    named = references_in(type(page), content)
    if not named:
        return {}
    return exchanged(
        type(page), content, by_mapping(copies_of(references=named, course=course_of(page.identity)))
    )


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def own_foreign_files(*, page: CoursePage, items: Iterable[LibraryItem], actor: User | None) -> int:
    """Let a course show copies of its own of files that lie with other courses. Returns how many were copied.

    page: the course's; the latest draft of each page that shows one is saved anew, and nothing is published.
    What is asked in the course names the copies at once: it shows the same as before.
    """
    course = lock_course(page.course_id)
    copies = own_files(course=course, items=items, actor=actor)
    if not copies:
        return 0
    for each in (page, *page.get_descendants().specific()):
        draft = each.get_latest_revision_as_object()
        changed = exchanged(type(draft), stored_content(draft), by_mapping(copies))
        if changed:
            put_content(draft, changed)
            draft.save_revision(user=actor, log_action=True, clean=False)
    for copier in activities.copiers():
        copier.exchange(course=course, replacements=copies, actor=actor)
    return len(copies)
