"""The columns of a file of questions."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from common.imports.columns import ImportColumn, ImportColumns, normalised_name
from learning.assessments.question_types import default_question_type, question_types
from learning.assessments.question_types.lettered_options import LETTERS

_EXAMPLES = {"A": "Mercury", "B": "Venus", "C": "Mars", "D": "Jupiter"}
_OPTION = _("An option. For matching: left -> right. For blanks: accepted answers, separated by |.")

_NUMBERED = ("option", "answer", "choice")


def numbered_names(number: int) -> tuple[str, ...]:
    """How quiz sites call the column of an option that has a number for its letter."""
    return tuple(f"{name} {number}" for name in _NUMBERED)


def are_numbered(names: Iterable[str]) -> bool:
    """Whether the options of a file are told apart by numbers, so that a number names the right one."""
    numbers = range(1, len(LETTERS) + 1)
    known = {normalised_name(name) for number in numbers for name in numbered_names(number)}
    return any(normalised_name(name) in known for name in names)


_COMMON = (
    ImportColumn(
        "question", _("The question text."), "Which planet is nearest to the sun?", is_required=True
    ),
    *(
        ImportColumn(
            f"option_{letter.lower()}",
            _OPTION,
            _EXAMPLES.get(letter, ""),
            aliases=(f"answer {letter}", f"choice {letter}", letter, *numbered_names(number)),
        )
        for number, letter in enumerate(LETTERS, 1)
    ),
    ImportColumn(
        "correct_answer",
        _(
            "The letter of the correct option, several letters such as A;C, the option text, "
            "true or false, or a number."
        ),
        "A",
        is_required=True,
        aliases=("answer", "correct", "correct answers", "correct answer(s)", "correct option"),
    ),
    ImportColumn("title", _("A title for authors. Learners don't see it."), "Nearest planet"),
    ImportColumn(
        "kind",
        _("The question type. Leave empty to detect it from the answer."),
        default_question_type(),
        aliases=("type", "question type"),
    ),
    ImportColumn("marks", _("A number above 0. Defaults to 1."), "1", aliases=("points",)),
    ImportColumn("difficulty", _("easy, medium or hard. Defaults to medium."), "easy", aliases=("level",)),
    ImportColumn("tags", _("Tags, separated by |."), "astronomy | planets", aliases=("tag",)),
    ImportColumn(
        "explanation",
        _("Shown with the correct answer."),
        "It takes 88 days to go round the sun.",
        aliases=("feedback",),
    ),
    *(
        ImportColumn(f"feedback_{letter.lower()}", _("Shown to learners who choose this option."))
        for letter in LETTERS
    ),
)


def columns() -> ImportColumns:
    """Those of every question, then what the types add; each once."""
    own = (column for each in question_types().values() for column in each.files.columns)
    return ImportColumns(*{column.name: column for column in (*_COMMON, *own)}.values())


def type_named(cell: str) -> str:
    """The stable name of the question type that a cell means; what the cell says if there is none."""
    wanted = normalised_name(cell)
    for name, each in question_types().items():
        if wanted in map(normalised_name, (name, *each.aliases)):
            return name
    return wanted
