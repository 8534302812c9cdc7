"""Who shows courses. The pages of the trade ask the presenter that an upper app registered.

`courses` and `access` know nothing of progress, so they cannot draw a learner's screen themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from wagtail.models import Page

    from learning.courses.models.authored import AuthoredPage
    from learning.courses.models.pages import CatalogPage, CoursePage


class Presenter(Protocol):
    """Turns a page of the course tree into a response. Raises Http404 for what is not there."""

    def present_catalogue(self, request: HttpRequest, page: CatalogPage) -> HttpResponse: ...

    def present_course(
        self, request: HttpRequest, page: CoursePage, path: tuple[str, ...]
    ) -> HttpResponse: ...

    def present_preview(self, request: HttpRequest, page: AuthoredPage) -> HttpResponse: ...

    def present_page(self, request: HttpRequest, page: Page) -> HttpResponse:
        """A page of another type, also of an app above `courses`: a path, a bundle, an instructor.

        Raises ImproperlyConfigured for a type of page that the presenter has no screen for.
        """
        ...


_registered: list[Presenter] = []


def register(presenter: Presenter) -> None:
    """Make `presenter` the one that shows courses; the last one registered wins."""
    _registered[:] = [presenter]


def presenter() -> Presenter:
    if not _registered:
        raise ImproperlyConfigured("No presenter of courses is registered: is learning.classroom installed?")
    return _registered[0]
