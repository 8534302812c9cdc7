"""Scripts say what types they take: in `make lint`, tsc checks what begins with `// @ts-check`."""

from __future__ import annotations

from tests.source import ROOT, tracked

#: Modules from before the rule. The list only gets shorter.
STILL_WITHOUT = {
    f"static/js/{name}.js"
    for name in (
        "account/zone", "admin/gradebook", "admin/grading", "admin/question-rows", "admin/quiz-writer",
        "admin/search-and-share", "analytics", "classroom/assignment", "classroom/catalogue",
        "classroom/lesson-end", "classroom/lesson", "classroom/notes", "classroom/quiz-controls",
        "classroom/quiz-outline", "classroom/quiz-timer", "classroom/quiz", "classroom/shortcuts",
        "classroom/unsaved", "motion/particles", "players/all", "players/frame", "players/html5",
        "players/keyboard", "players/manner", "players/none", "players/player", "players/transcript",
        "players/vimeo", "players/youtube", "teaching/checklist", "teaching/diagram",
    )
}  # fmt: skip


def without_types() -> set[str]:
    """The modules that tsc passes over."""
    return {
        str(path.relative_to(ROOT))
        for path in tracked("static/js/*.js")
        if path.read_text().partition("\n")[0] != "// @ts-check"
    }


def test_every_new_module_has_its_types_checked() -> None:
    assert without_types() - STILL_WITHOUT == set()


def test_the_list_names_only_what_is_left() -> None:
    assert STILL_WITHOUT - without_types() == set()
