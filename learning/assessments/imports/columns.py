"""The columns of a file of questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .building import LETTERS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Column:
    """One column. name: its header, in any case. help: what stands in it. example: for a sample file."""

    name: str
    help: StrOrPromise
    example: str = ""
    is_required: bool = False


_EXAMPLES = {"A": "Mercury", "B": "Venus", "C": "Mars", "D": "Jupiter"}
_OPTION = _("An option. For matching: left -> right. For blanks: accepted answers, separated by |.")

COLUMNS = (
    Column("question", _("The question text."), "Which planet is nearest to the sun?", True),
    *(Column(f"option_{letter.lower()}", _OPTION, _EXAMPLES.get(letter, "")) for letter in LETTERS),
    Column(
        "correct_answer",
        _(
            "The letter of the correct option, several letters such as A;C, the option text, "
            "true or false, or a number."
        ),
        "A",
        True,
    ),
    Column("title", _("A title for authors. Learners don't see it."), "Nearest planet"),
    Column("kind", _("The question type. Leave empty to detect it from the answer."), "single_choice"),
    Column("marks", _("A number above 0. Defaults to 1."), "1"),
    Column("difficulty", _("easy, medium or hard. Defaults to medium."), "easy"),
    Column("tags", _("Tags, separated by |."), "astronomy | planets"),
    Column("explanation", _("Shown with the correct answer."), "It takes 88 days to go round the sun."),
    *(
        Column(f"feedback_{letter.lower()}", _("Shown to learners who choose this option."))
        for letter in LETTERS
    ),
    Column("feedback_right", _("True or false: shown to learners who answer correctly.")),
    Column("feedback_wrong", _("True or false: shown to learners who answer incorrectly.")),
    Column("partial_marks", _("Multiple choice: yes to give partial marks for some of the correct options.")),
    Column("accepted", _("Short text: other accepted answers, separated by |.")),
    Column("case_sensitive", _("Short text and blanks: yes for case-sensitive answers.")),
    Column("typos", _("Short text and blanks: number of typos allowed.")),
    Column("tolerance", _("Numeric: the accepted deviation, such as 0.1 or 5%.")),
    Column("unit", _("Numeric: the unit.")),
    Column("unit_required", _("Numeric: yes if learners must enter the unit.")),
    Column("text", _("The text with blanks {{1}}, {{2}}, if it's separate from the question text.")),
    Column("least_words", _("Essay: minimum number of words.")),
    Column("most_words", _("Essay: maximum number of words.")),
)
BY_NAME = {column.name: column for column in COLUMNS}

_ALSO = {
    "type": "kind",
    "answer": "correct_answer",
    "correct": "correct_answer",
    "points": "marks",
    "level": "difficulty",
    "tag": "tags",
    "feedback": "explanation",
}
_KINDS_ALSO = {
    "fill_in_the_blank": "fill_blank",
    "fill_in_the_blanks": "fill_blank",
    "fill_the_blank": "fill_blank",
    "short_answer": "short_text",
    "numerical": "numeric",
    "number": "numeric",
    "match": "matching",
    "order": "ordering",
}


def _key(text: str) -> str:
    for sign in "-/":
        text = text.replace(sign, " ")
    return "_".join(text.replace("_", " ").split()).casefold()


def column_of(header: str) -> str:
    """The name of the column that a header cell means; empty for none."""
    key = _key(header)
    key = _ALSO.get(key, key)
    return key if key in BY_NAME else ""


def kind_named(cell: str) -> str:
    """The stable name of the kind that a cell means, as far as we can tell."""
    key = _key(cell)
    return _KINDS_ALSO.get(key, key)
