"""How a model gets its editor: whoever draws the editor registers it; the model knows nothing of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

#: What Wagtail reads of an editor from the class of a page or snippet.
EDITOR_ATTRIBUTES = frozenset(
    {
        "base_form_class",
        "content_panels",
        "copy_form_class",
        "edit_handler",
        "panels",
        "promote_panels",
        "settings_panels",
    }
)


def register_editor(model: type[Model], **editor: Any) -> None:
    """Give a page or snippet its editor: `edit_handler`, `base_form_class` or the lists of panels.

    Call it from `AppConfig.ready`: Wagtail puts an editor together when it is first asked for, after that.
    Raises TypeError for anything that is no part of an editor.
    """
    if unknown := set(editor) - EDITOR_ATTRIBUTES:
        raise TypeError(f"no part of an editor: {', '.join(sorted(unknown))}")
    for name, value in editor.items():
        setattr(model, name, value)
