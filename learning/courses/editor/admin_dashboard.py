"""What waits for authors and reviewers on the admin's first page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from common.admin.admin_dashboard import Shortcut, TodoItem
from learning.courses.models import Candidate, CatalogPage
from learning.courses.selectors import pages_of_taught_courses

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from accounts.models import User
    from learning.courses.models import CoursePage


def what_waits(request: HttpRequest) -> Iterator[TodoItem]:
    """Courses to review for those who do; courses sent back, in review and unfinished for their authors."""
    if request.user.has_perm("courses.review_course"):
        yield _to_review()
    if request.user.has_perm("courses.author_course"):
        yield from _of_author(cast("User", request.user))


def shortcuts(request: HttpRequest) -> Iterator[Shortcut]:
    """An author begins a course."""
    if CatalogPage.objects.filter(live=True).exists() and request.user.has_perm("courses.author_course"):
        yield Shortcut(_("New course"), reverse("courses_admin:new"), "plus")


def _to_review() -> TodoItem:
    candidates = list(Candidate.objects.filter(status=Candidate.Status.SUBMITTED).order_by("submitted_at"))
    words = ngettext("course to review", "courses to review", len(candidates))
    return TodoItem(len(candidates), words, _first_review(candidates), "clipboard-list", is_urgent=True)


def _first_review(candidates: list[Candidate]) -> str:
    """The screen of the one that waits longest."""
    if not candidates:
        return reverse("wagtailadmin_reports:workflow")
    return reverse("courses_admin:candidate", args=[candidates[0].public_id])


def _of_author(author: User) -> Iterator[TodoItem]:
    pages = pages_of_taught_courses(author)
    if not pages:
        return
    latest = _latest_candidates(pages)
    for status, words, icon, is_urgent in (
        (Candidate.Status.REJECTED, _sent_back, "resubmit", True),
        (Candidate.Status.SUBMITTED, _in_review, "clipboard-list", False),
    ):
        found = [candidate for candidate in latest if candidate.status == status]
        url = reverse("courses_admin:candidate", args=[found[0].public_id]) if found else ""
        yield TodoItem(len(found), words(len(found)), url, icon, is_urgent)
    changed = _changed_pages(pages)
    url = reverse("wagtailadmin_explore", args=[pages[0].pk if len(pages) == 1 else pages[0].get_parent().pk])
    count = changed.count()
    words_of_changes = ngettext("change to submit", "changes to submit", count)
    yield TodoItem(count, words_of_changes, url, "edit")


def _latest_candidates(pages: list[CoursePage]) -> list[Candidate]:
    """The last candidate of each course."""
    rows = Candidate.objects.filter(course_id__in={page.course_id for page in pages})
    newest = {candidate.course_id: candidate for candidate in rows.order_by("submitted_at")}
    return list(newest.values())


def _sent_back(count: int) -> str:
    return ngettext("course with requested changes", "courses with requested changes", count)


def _in_review(count: int) -> str:
    return ngettext("course in review", "courses in review", count)


def _changed_pages(pages: list[CoursePage]) -> QuerySet[Page]:
    below = Q()
    for page in pages:
        below |= Q(path__startswith=page.path)
    return Page.objects.filter(below, has_unpublished_changes=True)
