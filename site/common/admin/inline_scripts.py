"""Wagtail's choosers write a script beside themselves, by hand: this gives it the nonce of the answer.

Every other inline script of the admin comes from a template, and gets its nonce in one of ours (see
`templates/wagtailadmin`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets import BaseChooser

from common.http.content_policy import stand_in


def give_choosers_their_nonce() -> None:
    """Make every chooser of a page, image, document, media or snippet draw its script with the nonce."""
    if not hasattr(BaseChooser.render, "__wrapped__"):
        BaseChooser.render = _with_nonce(BaseChooser.render)


def _with_nonce(render: Callable[..., str]) -> Callable[..., SafeString]:
    @wraps(render)
    def with_nonce(*args: Any, **kwargs: Any) -> SafeString:
        # The widget's own HTML is escaped: the first tag of a script is the one that Wagtail wrote.
        drawn = render(*args, **kwargs).replace("<script>", f'<script nonce="{stand_in()}">', 1)
        return mark_safe(drawn)

    return with_nonce
