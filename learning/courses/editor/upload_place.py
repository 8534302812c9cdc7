"""Which course somebody works on who uploads a file: told by the address of the screen they are at.

The screen says it in the header `X-Edited-At` (`static/js/admin/upload-place.js`); without a script the
referrer says the same. Programs name a page of the course in `X-Course-Page` instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from wagtail.models import Collection, Page

from learning.courses.models import CatalogPage, Course, CoursePage, UnsavedCourseFiles
from learning.courses.models.authored import AuthoredPage
from learning.courses.permissions import rights_on
from learning.courses.selectors import course_ids_taught_by

if TYPE_CHECKING:
    from accounts.models import User

#: From the person, the parts of the screen's address and what its query says, the course; None: of none.
Finder = Callable[["User", Mapping[str, Any], Mapping[str, str]], Course | None]

_finders: dict[str, Finder] = {}


def register_place(view_name: str, finder: Finder) -> None:
    """Say of which course a screen of the admin is.

    `finder` answers None where the person may not work on it.
    """
    _finders[view_name] = finder


class UploadPlace:
    """Where the files of one request belong: the `Destination` of whoever works on a course."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    def is_known(self) -> bool:
        return self.course is not None or self.is_new_course

    def collection(self) -> Collection:
        if self.course is not None:
            return _collection_of(self.course)
        if not self.is_new_course:
            raise LookupError("the request is about no course")
        vars(self.person).pop("_course_collections", None)  # they have one more now
        from learning.courses import actions

        return actions.keep_for_unsaved_course(account=self.person, key=self.key, at=timezone.now())

    @cached_property
    def course(self) -> Course | None:
        if not self.person.is_authenticated:
            return None
        if page_id := self.request.headers.get("X-Course-Page"):
            return course_of_page(self.person, page_id)
        view_name, kwargs, said = self._screen
        if self._is_form_of_course:
            return self._saved_since
        finder = _finders.get(view_name)
        return finder(self.person, kwargs, said) if finder else None

    @property
    def _saved_since(self) -> Course | None:
        """The course that the form of a new one has become; what comes later from it belongs there."""
        if self.key is None:
            return None
        theirs = {"account": self.person.pk, "key": self.key, "claimed_at__isnull": False}
        files = UnsavedCourseFiles.objects.filter(**theirs)
        course = Course.objects.filter(collection__unsaved_course_files__in=files).first()
        if course is None or not may_author(self.person, course.pk):
            return None
        return course

    @cached_property
    def is_new_course(self) -> bool:
        """Whether the screen is the form of a course that is not saved yet, and the person may save it."""
        if not self._is_form_of_course or not self.person.is_authenticated:
            return False
        catalogue = CatalogPage.objects.filter(pk=self._screen[1]["parent_page_id"]).first()
        return catalogue is not None and "add" in rights_on(self.person, catalogue)

    @property
    def _is_form_of_course(self) -> bool:
        view_name, kwargs, _said = self._screen
        names = ("content_type_app_name", "content_type_model_name")
        return view_name == "wagtailadmin_pages:add" and [kwargs[name] for name in names] == [
            "courses",
            "coursepage",
        ]

    @property
    def key(self) -> UUID | None:
        try:
            return UUID(self._screen[2].get("upload_key", ""))
        except ValueError:
            return None

    @cached_property
    def _screen(self) -> tuple[str, Mapping[str, Any], Mapping[str, str]]:
        """The name of the screen's address, its parts, and what its query says; empty where it is unknown."""
        told = self.request.headers.get("X-Edited-At") or self.request.headers.get("Referer", "")
        try:
            address = urlsplit(told)
            if address.netloc not in ("", self.request.get_host()):
                return "", {}, {}
            match = resolve(address.path)
            said = {name: values[-1] for name, values in parse_qs(address.query).items()}
        except (Resolver404, ValueError):
            return "", {}, {}
        return match.view_name, match.kwargs, said


def may_author(person: User, course_id: int) -> bool:
    """Whether the person writes the course: teaches it, or manages or reviews all."""
    if any(person.has_perm(f"courses.{name}_course") for name in ("manage", "review")):
        return True
    return person.has_perm("courses.author_course") and course_id in course_ids_taught_by(person)


def course_of_page(person: User, page_id: Any) -> Course | None:
    """The course that a page belongs to, where the person may work on it."""
    if not str(page_id).isdecimal():
        return None
    page: Any = Page.objects.filter(pk=int(page_id)).specific().first()
    if not isinstance(page, AuthoredPage) or not {"add", "change"} & rights_on(person, page):
        return None
    course_page: CoursePage = page.course_page()
    return Course.objects.select_related("collection").get(pk=course_page.course_id)


def _of_edited_page(person: User, kwargs: Mapping[str, Any], said: Mapping[str, str]) -> Course | None:
    return course_of_page(person, kwargs["page_id"])


def _of_parent_page(person: User, kwargs: Mapping[str, Any], said: Mapping[str, str]) -> Course | None:
    return course_of_page(person, kwargs["parent_page_id"])


def _of_course(person: User, kwargs: Mapping[str, Any], said: Mapping[str, str]) -> Course | None:
    found = Course.objects.select_related("collection").filter(public_id=kwargs["public_id"]).first()
    return found if found is not None and may_author(person, found.pk) else None


def _collection_of(course: Course) -> Collection:
    """The course's collection; a course that lost it gets a new one."""
    from learning.courses import actions

    return course.collection or actions.replace_collection(course=course)


register_place("wagtailadmin_pages:edit", _of_edited_page)
register_place("wagtailadmin_pages:revisions_revert", _of_edited_page)
register_place("wagtailadmin_pages:add", _of_parent_page)
register_place("courses_admin:builder", _of_course)
