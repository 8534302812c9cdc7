"""An editor registers itself with the model that it edits."""

from __future__ import annotations

import pytest

from common.admin.page_editor import register_editor


class Model:
    panels: list[str] = []


def test_the_model_gets_its_editor() -> None:
    register_editor(Model, panels=["name"])  # type: ignore[arg-type]
    assert Model.panels == ["name"]


def test_what_is_no_part_of_an_editor_is_refused() -> None:
    with pytest.raises(TypeError, match="save"):
        register_editor(Model, panels=["other"], save=None)  # type: ignore[arg-type]
    assert Model.panels == ["name"] or Model.panels == []
