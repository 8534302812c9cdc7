"""What course, module and lesson pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from learning.courses import activities, presenters
from learning.courses.permissions import CoursePagePermissionTester

if TYPE_CHECKING:
    from accounts.models import User

    from .identities import Identity
    from .pages import CoursePage


def reserved_slugs() -> frozenset[str]:
    """Slugs that addresses below a course need for themselves."""
    return frozenset({"enroll"}) | activities.reserved_segments()


class AuthoredPage(Page):
    """What course, module and lesson pages share: an identity that follows the translation key.

    The identity is found or made when the page is first saved, so a copy (which gets a new translation
    key) has an identity of its own, and a translation shares its source's.
    """

    identity_field: ClassVar[str]

    #: Whether it was published when it was read; None: it was not read.
    was_live: bool | None = None

    exclude_fields_in_copy: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    @property
    def identity(self) -> Identity | None:
        """The identity, or None before the first save."""
        return getattr(self, self.identity_field, None)

    def course_page(self) -> CoursePage:
        """The course page this page belongs to (itself, for a course page)."""
        raise NotImplementedError(f"{type(self).__name__} belongs to no course")

    def make_identity(self, source: Identity | None = None) -> Identity:
        """The identity of this page's translation key. source: that of the page it was copied from."""
        raise NotImplementedError(f"{type(self).__name__} has no identity")

    def set_identity(self) -> Identity | None:
        """Find or make the identity. Returns that of the page it was copied from, if it was just now."""
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        identity = self.identity
        if identity is not None and identity.public_id == self.translation_key:
            return None
        setattr(self, self.identity_field, self.make_identity(source=identity))
        return identity

    def with_content_json(self, content: dict[str, Any]) -> AuthoredPage:
        """A draft's content on this page: the identity is the page's, whatever a copied revision says.

        So are the files and activities that a copied revision names, as far as they were copied.
        """
        from learning.courses.actions import name_own_copies

        own = getattr(self, f"{self.identity_field}_id")
        if content.get(self.identity_field) not in (None, own):
            content = content | name_own_copies(page=self, content=content)
        page = super().with_content_json(content)
        page.was_live = self.live
        setattr(page, f"{self.identity_field}_id", own)
        return page

    def permissions_for_user(self, user: User) -> CoursePagePermissionTester:
        return CoursePagePermissionTester(user, self)

    def can_move_to(self, parent: Page) -> bool:
        """Only within one course: what is known about its learners stays there. Copy it instead."""
        return super().can_move_to(parent) and self.stays_in_course(parent)

    def stays_in_course(self, parent: Page) -> bool:
        return parent.specific.course_page().pk == self.course_page().pk

    def clean(self) -> None:
        super().clean()
        self.check_slug()

    def minimal_clean(self) -> None:
        super().minimal_clean()
        self.check_slug()

    def check_slug(self) -> None:
        """Raises ValidationError for an address that something else has below a course."""

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        page = super().from_db(*args, **kwargs)
        page.was_live = vars(page).get("live")
        return page

    @transaction.atomic(using=DEFAULT_DB_ALIAS)
    def save(self, *args: Any, **kwargs: Any) -> None:
        from learning.courses.actions import own_what_it_names

        source = self.set_identity()
        if source is not None:
            own_what_it_names(page=self, source=source, actor=self.owner, at=timezone.now())
        if kwargs.get("update_fields") is None and self._was_published_meanwhile():
            return
        super().save(*args, **kwargs)
        self.was_live = self.live

    def _was_published_meanwhile(self) -> bool:
        """Whether somebody published this page since it was read as a draft.

        An editor that saves by itself would take it off again, and put a draft in the place of what was
        released. What is published stays; the draft goes into its revision, as for any published page.
        """
        if self.pk is None or self.live or self.was_live is not False:
            return False
        now = Page.objects.select_for_update().filter(pk=self.pk, live=True).first()
        if now is None:
            return False
        for name in ("live", "live_revision_id", "first_published_at", "last_published_at"):
            setattr(self, name, getattr(now, name))
        return True

    def copy(self, **kwargs: Any) -> AuthoredPage:
        """Copy the page in one transaction, with what becomes its own. Takes what Wagtail's `copy` takes."""
        from learning.courses.actions import CopyWholePageAction

        copied: AuthoredPage = CopyWholePageAction(self, **kwargs).execute(skip_permission_checks=True)
        return copied

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return presenters.presenter().present_preview(request, self)


class PartOfCourse(AuthoredPage):
    """A module or lesson page: it has no workflow of its own, the whole course is submitted."""

    class Meta:
        abstract = True

    def get_workflow(self) -> None:
        return None

    def check_slug(self) -> None:
        if self.slug in reserved_slugs():
            raise ValidationError(
                {"slug": _("The URL ending “%(slug)s” is reserved. Choose another.") % {"slug": self.slug}}
            )

    @property
    def has_workflow(self) -> bool:
        return False

    def course_page(self) -> CoursePage:
        from .pages import CoursePage

        return CoursePage.objects.ancestor_of(self).get()
