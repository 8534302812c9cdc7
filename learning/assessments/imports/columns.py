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
_OPTION = _("An option. Of pairs to match: left -> right; of gaps: what is accepted, with | between.")

COLUMNS = (
    Column("question", _("What is asked."), "Which planet is nearest to the sun?", True),
    *(Column(f"option_{letter.lower()}", _OPTION, _EXAMPLES.get(letter, "")) for letter in LETTERS),
    Column(
        "correct_answer",
        _("The letter of the right option, several like A;C, an option's text, true or false, a number."),
        "A",
        True,
    ),
    Column("title", _("A name for authors; learners do not see it."), "Nearest planet"),
    Column("kind", _("Empty: worked out from the answer."), "single_choice"),
    Column("marks", _("A number above 0. Empty: 1."), "1"),
    Column("difficulty", _("easy, medium or hard. Empty: medium."), "easy"),
    Column("tags", _("Words to find it by, with | between them."), "astronomy | planets"),
    Column("explanation", _("Shown with the right answer."), "It takes 88 days to go round the sun."),
    *(
        Column(f"feedback_{letter.lower()}", _("Said to whoever chose the option of this letter."))
        for letter in LETTERS
    ),
    Column("feedback_right", _("True or false: said to whoever was right.")),
    Column("feedback_wrong", _("True or false: said to whoever was wrong.")),
    Column("partial_marks", _("Several right options: yes if part of them earns part of the marks.")),
    Column("accepted", _("Short text: further answers that are right, with | between them.")),
    Column("case_sensitive", _("Short text and gaps: yes if capitals matter.")),
    Column("typos", _("Short text and gaps: how many slips of the pen are forgiven.")),
    Column("tolerance", _("A number: how far off is still right, 0.1 or 5%.")),
    Column("unit", _("The unit of a number.")),
    Column("unit_required", _("A number: yes if the unit must be there.")),
    Column("text", _("Text with gaps {{1}}, {{2}}, when it stands apart from what is asked.")),
    Column("least_words", _("Essay: how many words at least.")),
    Column("most_words", _("Essay: how many words at most.")),
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
