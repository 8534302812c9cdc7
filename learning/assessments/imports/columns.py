"""The columns of a file of questions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.imports.columns import ImportColumn, ImportColumns, normalised_name
from learning.assessments.question_types import KINDS

from .building import LETTERS

_EXAMPLES = {"A": "Mercury", "B": "Venus", "C": "Mars", "D": "Jupiter"}
_OPTION = _("An option. For matching: left -> right. For blanks: accepted answers, separated by |.")

COLUMNS = ImportColumns(
    ImportColumn(
        "question", _("The question text."), "Which planet is nearest to the sun?", is_required=True
    ),
    *(ImportColumn(f"option_{letter.lower()}", _OPTION, _EXAMPLES.get(letter, "")) for letter in LETTERS),
    ImportColumn(
        "correct_answer",
        _(
            "The letter of the correct option, several letters such as A;C, the option text, "
            "true or false, or a number."
        ),
        "A",
        is_required=True,
        aliases=("answer", "correct"),
    ),
    ImportColumn("title", _("A title for authors. Learners don't see it."), "Nearest planet"),
    ImportColumn(
        "kind",
        _("The question type. Leave empty to detect it from the answer."),
        "single_choice",
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
    ImportColumn("feedback_right", _("True or false: shown to learners who answer correctly.")),
    ImportColumn("feedback_wrong", _("True or false: shown to learners who answer incorrectly.")),
    ImportColumn(
        "partial_marks", _("Multiple choice: yes to give partial marks for some of the correct options.")
    ),
    ImportColumn("accepted", _("Short text: other accepted answers, separated by |.")),
    ImportColumn("case_sensitive", _("Short text and blanks: yes for case-sensitive answers.")),
    ImportColumn("typos", _("Short text and blanks: number of typos allowed.")),
    ImportColumn("tolerance", _("Numeric: the accepted deviation, such as 0.1 or 5%.")),
    ImportColumn("unit", _("Numeric: the unit.")),
    ImportColumn("unit_required", _("Numeric: yes if learners must enter the unit.")),
    ImportColumn("text", _("The text with blanks {{1}}, {{2}}, if it's separate from the question text.")),
    ImportColumn("least_words", _("Essay: minimum number of words.")),
    ImportColumn("most_words", _("Essay: maximum number of words.")),
)

_KINDS_ALSO = {
    "fillintheblank": "fill_blank",
    "fillintheblanks": "fill_blank",
    "filltheblank": "fill_blank",
    "shortanswer": "short_text",
    "numerical": "numeric",
    "number": "numeric",
    "match": "matching",
    "order": "ordering",
}


def kind_named(cell: str) -> str:
    """The stable name of the question type that a cell means; what the cell says if there is no such type."""
    name = normalised_name(cell)
    known = {normalised_name(kind): kind for kind in KINDS} | _KINDS_ALSO
    return known.get(name, name)
