"""Who may do what to the pages of a course in the Wagtail admin.

Derived from the course's instructors and from three model permissions, never from page-tree groups: a
marketer's right on the home page must not reach down into the catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.models import Page, PagePermissionTester

if TYPE_CHECKING:
    from accounts.models import User

MANAGER = frozenset({"add", "change", "publish", "bulk_delete", "lock", "unlock"})
REVIEWER = frozenset({"add", "change", "publish", "lock", "unlock"})
AUTHOR = frozenset({"add", "change", "bulk_delete"})
CATALOGUE_AUTHOR = frozenset({"add"})
NOBODY: frozenset[str] = frozenset()

#: Page types of upper apps that are kept like the course tree: lists, and what stands in them.
LISTS: list[type[Page]] = []
OFFERS: list[type[Page]] = []


def register_offers(*, lists: tuple[type[Page], ...], offers: tuple[type[Page], ...]) -> None:
    """Put page types of an upper app under this policy: managers and reviewers edit them, nobody else."""
    LISTS.extend(model for model in lists if model not in LISTS)
    OFFERS.extend(model for model in offers if model not in OFFERS)


def rights_on(user: User, page: Page) -> frozenset[str]:
    """What the user may do to one specific page of the course tree."""
    from learning.courses.models import CatalogPage, InstructorIndexPage, InstructorPage

    if not user.is_active or user.is_anonymous:
        return NOBODY
    if user.has_perm("courses.manage_course"):
        return MANAGER
    if isinstance(page, tuple(LISTS)):
        return CATALOGUE_AUTHOR if user.has_perm("courses.review_course") else NOBODY
    if isinstance(page, tuple(OFFERS)):
        return REVIEWER if user.has_perm("courses.review_course") else NOBODY
    if isinstance(page, InstructorPage):
        return frozenset({"change", "publish"}) if page.account_id == user.pk else NOBODY
    if isinstance(page, InstructorIndexPage):
        return NOBODY
    if isinstance(page, CatalogPage):
        return CATALOGUE_AUTHOR if user.has_perm("courses.author_course") else NOBODY
    if user.has_perm("courses.review_course"):
        return REVIEWER
    return _rights_of_author(user, page)


def _rights_of_author(user: User, page: Page) -> frozenset[str]:
    from learning.courses.selectors import is_instructor_of, publishes_without_review

    if not user.has_perm("courses.author_course") or not is_instructor_of(user, page):
        return NOBODY
    return AUTHOR | {"publish"} if publishes_without_review(page) else AUTHOR


class CoursePagePermissionTester(PagePermissionTester):
    """Wagtail's questions about one page, answered from `rights_on`.

    Moves and deletions by authors act on the tree only: what was released stays until the next release,
    so they need no right to publish.
    """

    def __init__(self, user: Any, page: Page) -> None:
        self.user = user
        self.page = page
        self.page_is_root = False
        self.permissions = set(rights_on(user, page.specific)) if user.is_active else set()

    def can_add_subpage(self) -> bool:
        models = self.page.specific_class.creatable_subpage_models()
        return "add" in self.permissions and any(model.can_create_at(self.page) for model in models)

    def can_edit(self) -> bool:
        return "change" in self.permissions

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if self.permissions >= MANAGER:
            return True
        from learning.courses.models import CoursePage

        if isinstance(self.page.specific, CoursePage):
            return "bulk_delete" in self.permissions and self.page.specific.course.latest_release_id is None
        return "bulk_delete" in self.permissions

    def can_unpublish(self) -> bool:
        return self.page.live and not self.page_locked() and "publish" in self.permissions

    def can_publish(self) -> bool:
        return "publish" in self.permissions

    def can_publish_subpage(self) -> bool:
        return "publish" in self.permissions and bool(self.page.specific_class.creatable_subpage_models())

    def can_reorder_children(self) -> bool:
        from learning.courses.models import CatalogPage, InstructorIndexPage

        if isinstance(self.page.specific, (CatalogPage, InstructorIndexPage, *LISTS)):
            return self.permissions >= MANAGER
        return "change" in self.permissions

    def can_lock(self) -> bool:
        return "lock" in self.permissions or self._task_allows("user_can_lock")

    def can_unlock(self) -> bool:
        return self.user_has_lock() or "unlock" in self.permissions or self._task_allows("user_can_unlock")

    def _task_allows(self, question: str) -> bool:
        task = self.page.current_workflow_task
        return bool(task) and getattr(task, question)(self.page, self.user)

    def can_move(self) -> bool:
        from learning.courses.models import CatalogPage, InstructorIndexPage

        if isinstance(self.page.specific, (CatalogPage, InstructorIndexPage, *LISTS)):
            return self.permissions >= MANAGER
        return "change" in self.permissions

    def can_move_to(self, destination: Page) -> bool:
        if self.page == destination or destination.is_descendant_of(self.page):
            return False
        if not self.page.is_child_of(destination) and not self.page.specific.can_move_to(destination):
            return False
        return self.can_move() and bool({"add", "change"} & set(rights_on(self.user, destination.specific)))

    def can_copy(self) -> bool:
        return self.can_edit()

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        if recursive and (self.page == destination or destination.is_descendant_of(self.page)):
            return False
        if not self.can_copy() or not self.page.specific_class.can_create_at(destination):
            return False
        return "add" in rights_on(self.user, destination.specific)

    def can_submit_for_moderation(self) -> bool:
        return self.can_edit() and super().can_submit_for_moderation()
