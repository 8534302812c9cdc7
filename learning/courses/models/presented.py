"""Pages that an upper app shows."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse

from learning.courses import presenters


class PresentedPage(models.Model):
    """A mixin of pages that leave their screen and its preview to the registered presenter.

    Stand it before `Page` among the bases.
    """

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return presenters.presenter().present_page(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return presenters.presenter().present_page(request, self)
