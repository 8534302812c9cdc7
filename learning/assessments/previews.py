"""How authors see what they write as learners will: the classroom draws it, and registers itself here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: What a preview may show, by name: as a learner meets it, and with the right answers beside it.
MODES = [("", _("Learner view")), ("answers", _("With correct answers"))]


class Previewer(Protocol):
    """Draws a question, quiz, exam or assignment that may never have been saved."""

    def __call__(self, request: HttpRequest, authored: Any, *, shows_answers: bool) -> HttpResponse: ...


_previewer: list[Previewer] = []


def register(previewer: Previewer) -> None:
    """Let this draw previews from now on."""
    _previewer[:] = [previewer]


def draw(request: HttpRequest, authored: Any, mode_name: str) -> HttpResponse:
    """A preview of what an author has in hand."""
    return _previewer[0](request, authored, shows_answers=mode_name == "answers")
