"""Who shows courses. Course and catalogue pages ask the presenter that an upper app registered.

`courses` knows nothing of learners, so it cannot draw a learner's screen itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from learning.courses.models.authored import AuthoredPage
    from learning.courses.models.pages import CatalogPage, CoursePage


class Presenter(Protocol):
    """Turns a page of the course tree into a response. Raises Http404 for what is not there."""

    def present_catalogue(self, request: HttpRequest, page: CatalogPage) -> HttpResponse: ...

    def present_course(
        self, request: HttpRequest, page: CoursePage, path: tuple[str, ...]
    ) -> HttpResponse: ...

    def present_preview(self, request: HttpRequest, page: AuthoredPage) -> HttpResponse: ...


_registered: list[Presenter] = []


def register(presenter: Presenter) -> None:
    """Make `presenter` the one that shows courses; the last one registered wins."""
    _registered[:] = [presenter]


def presenter() -> Presenter:
    if not _registered:
        raise ImproperlyConfigured("No presenter of courses is registered: is learning.classroom installed?")
    return _registered[0]
