"""What stands on the screen that writes a quiz: its questions and draws as they were typed, one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..imports.drafts import LONGEST_TAG, LONGEST_TEXT, MOST_MARKS, MOST_TAGS, DraftQuestion
from ..models import AssessmentItem, Question
from ..models.quizzes import MOST_DRAWN
from ..permissions import rights_on_course
from ..question_types import default_question_type, question_type, question_types
from ..question_types.author_form import FormFields, written_with
from . import prompts
from .content_field import checked

if TYPE_CHECKING:
    from accounts.models import User

QUESTION, FIXED, DRAW = "question", "fixed", "draw"
MOST_ENTRIES = 200
#: Fields of a question that say nothing of it while the others are empty: what a new one has.
_SAYS_NOTHING = frozenset(
    {
        *("what", "removed", "id", "base", "kind", "marks", "difficulty", "right", "partial", "is_true"),
        *("typos", "rule", "is_case_sensitive", "is_unit_required"),
    }
)


@dataclass(slots=True)
class QuizEntry:
    """One item of a quiz on the screen.

    key: what tells its fields apart. what: a question that is written here, one that is only used (fixed),
    or a draw. written: its fields without prefix. question: the draft that it is of; None for a new one.
    errors: what is wrong with it. in_bank: how many a draw could take.
    """

    key: int
    what: str
    written: dict[str, list[str]] = field(default_factory=dict)
    question: Question | None = None
    errors: list[str] = field(default_factory=list)
    made: dict[str, Any] = field(default_factory=dict)
    in_bank: int | None = None

    def first(self, name: str, default: str = "") -> str:
        return (self.written.get(name) or [default])[0]

    @property
    def prefix(self) -> str:
        return f"i{self.key}-"

    @property
    def is_removed(self) -> bool:
        return bool(self.first("removed"))

    @property
    def is_blank(self) -> bool:
        """Whether nobody has written anything in it yet: a new question as the screen offers it."""
        return (
            self.what == QUESTION
            and self.question is None
            and not any(
                value.strip()
                for name, values in self.written.items()
                if name not in _SAYS_NOTHING and not name.endswith("-id")
                for value in values
            )
        )

    @property
    def kind(self) -> str:
        return self.first("kind", default_question_type())

    @property
    def kind_label(self) -> str:
        return str(question_type(self.kind).label) if self.kind in question_types() else ""

    @property
    def has_plain_prompt(self) -> bool:
        """Whether its prompt can be written here; pictures and the like are kept, and shown."""
        return (
            self.question is None or prompts.plain_prompt(self.question.prompt.get_prep_value()) is not None
        )

    @property
    def has_plain_explanation(self) -> bool:
        return self.question is None or prompts.text_of(self.question.explanation) is not None

    @property
    def fields(self) -> FormFields:
        return question_type(self.kind).form.shown(self.written)

    @property
    def template(self) -> str:
        return question_type(self.kind).editor_template

    @property
    def values(self) -> dict[str, str]:
        return {name: self.first(name) for name in self.written}

    @property
    def summary(self) -> str:
        """A few words by which a person knows it."""
        if self.question is not None and not self.has_plain_prompt:
            return self.question.title
        return " ".join(self.first("prompt").split())[:120] or self.kind_label


def of_question(key: int, question: Question, person: User) -> QuizEntry:
    """A question as it stands in its latest draft; only used where the person may not change it."""
    if "change" not in rights_on_course(person, question.course_id):
        return QuizEntry(key, FIXED, {"id": [str(question.pk)]}, question)
    draft = question.get_latest_revision_as_object()
    written = question_type(draft.kind).form.write(draft.data) | {
        "id": [str(question.pk)],
        "base": [str(question.latest_revision_id or "")],
        "kind": [draft.kind],
        "prompt": [prompts.plain_prompt(draft.prompt.get_prep_value()) or ""],
        "marks": [f"{draft.marks.normalize():f}"],
        "difficulty": [draft.difficulty],
        "tags": [", ".join(sorted(draft.tags.names()))],
        "explanation": [prompts.text_of(draft.explanation) or ""],
    }
    return QuizEntry(key, QUESTION, written, draft)


def of_pasted(key: int, draft: DraftQuestion) -> QuizEntry:
    """A question that was read from a text, not saved yet."""
    written = question_type(draft.kind).form.write(dict(draft.data)) | {
        "kind": [draft.kind],
        "prompt": [draft.prompt],
        "marks": [f"{draft.marks.normalize():f}"],
        "difficulty": [draft.difficulty],
        "tags": [", ".join(draft.tags)],
        "explanation": [draft.explanation],
    }
    return QuizEntry(key, QUESTION, written)


def new_question(key: int, kind: str, course_id: int | None = None) -> QuizEntry:
    """An empty question of a kind."""
    return QuizEntry(key, QUESTION, {"kind": [kind], "marks": ["1"], "difficulty": ["medium"]})


def new_draw(key: int) -> QuizEntry:
    return QuizEntry(key, DRAW, {"count": ["5"]})


def of_item(key: int, item: AssessmentItem, questions: dict[int, Question], person: User) -> QuizEntry | None:
    """An item of a quiz; None where its question is gone."""
    if item.is_draw:
        written = {
            "count": [str(item.draw_count)],
            "tag": [item.draw_tag],
            "difficulty": [item.draw_difficulty],
        }
        return QuizEntry(key, DRAW, written)
    question = questions.get(item.question_id or 0)
    return of_question(key, question, person) if question else None


def posted(data: Any, person: User) -> list[QuizEntry]:
    """The entries of a form, in its order. Questions that the person may not see are left out."""
    keys = [int(key) for key in data.getlist("item") if key.isascii() and key.isdigit()][:MOST_ENTRIES]
    written = {key: written_with(f"i{key}-", data) for key in dict.fromkeys(keys)}
    ids = {key: fields["id"][0] for key, fields in written.items() if fields.get("id", [""])[0].isdigit()}
    questions = Question.objects.select_related("latest_revision", "course").in_bulk(
        set(map(int, ids.values()))
    )
    entries = []
    for key, fields in written.items():
        what = (fields.get("what") or [QUESTION])[0]
        question = questions.get(int(ids[key])) if key in ids else None
        rights = rights_on_course(person, question.course_id) if question else frozenset({"change", "view"})
        if what == DRAW:
            entries.append(QuizEntry(key, DRAW, fields))
        elif "id" in fields and fields["id"][0] and (question is None or "view" not in rights):
            continue
        elif "change" not in rights:
            entries.append(QuizEntry(key, FIXED, fields, question))
        else:
            draft = question.get_latest_revision_as_object() if question else None
            entries.append(QuizEntry(key, QUESTION, fields, draft))
    return entries


def left_unfinished(entries: Iterable[QuizEntry]) -> list[dict[str, Any]]:
    """What a draft keeps of entries that have errors: their place among all of them, and what is typed."""
    return [
        {"place": place, "what": entry.what, "written": entry.written | {"removed": [""]}}
        for place, entry in enumerate(entries)
        if entry.errors and not entry.is_blank
    ]


def with_unfinished(entries: list[QuizEntry], unfinished: Iterable[dict[str, Any]]) -> list[QuizEntry]:
    """The entries of a draft with those in their places that were left unfinished, each with what it lacks.

    What was begun at a question that the quiz has stands over it; where that is gone, it's a new question.
    """
    entries = list(entries)
    of_questions = {
        entry.first("id"): entry for entry in entries if entry.what == QUESTION and entry.question
    }
    for kept in sorted(unfinished, key=lambda each: each["place"]):
        written = dict(kept["written"])
        entry = of_questions.get((written.get("id") or [""])[0])
        if entry is None:
            written |= {"id": [""], "base": [""]}
            entry = QuizEntry(next_key(entries), kept["what"])
            entries.insert(kept["place"], entry)
        entry.written = written
        judge(entry)
    return entries


def next_key(entries: Iterable[QuizEntry]) -> int:
    return max((entry.key for entry in entries), default=0) + 1


def judge(entry: QuizEntry) -> None:
    """Work out what an entry makes, or leave with it all that is wrong."""
    entry.errors = []
    if entry.what == DRAW:
        _judge_draw(entry)
    elif entry.what == QUESTION:
        _judge_question(entry)


def _judge_draw(entry: QuizEntry) -> None:
    count = entry.first("count").strip()
    if not (count.isascii() and count.isdigit() and 1 <= int(count) <= MOST_DRAWN):
        entry.errors.append(_("Draw between 1 and %(most)d questions.") % {"most": MOST_DRAWN})
        return
    difficulty = entry.first("difficulty")
    entry.made = {
        "draw_count": int(count),
        "draw_tag": entry.first("tag").strip()[:LONGEST_TAG],
        "draw_difficulty": difficulty if difficulty in Question.Difficulty.values else "",
    }


def _judge_question(entry: QuizEntry) -> None:
    made: dict[str, Any] = {"kind": entry.kind, "tags": _tags(entry)}
    if entry.has_plain_prompt:
        text = entry.first("prompt").strip()
        if not text:
            entry.errors.append(_("Enter the question text."))
        elif len(text) > LONGEST_TEXT:
            entry.errors.append(
                _("The question is longer than %(count)d characters.") % {"count": LONGEST_TEXT}
            )
        made["prompt"] = text
    if entry.has_plain_explanation:
        made["explanation"] = entry.first("explanation").strip()[:LONGEST_TEXT]
    try:
        made["data"] = checked(entry.kind, entry.written) if entry.kind in question_types() else {}
    except ValidationError as error:
        entry.errors += error.messages
    try:
        marks = Decimal(entry.first("marks", "1").strip().replace(",", ".") or "1")
    except InvalidOperation:
        marks = Decimal(0)
    if not marks.is_finite() or not 0 < marks <= MOST_MARKS or marks != round(marks, 2):
        entry.errors.append(
            _("Marks must be above 0 and at most %(most)s, with up to two decimal places.")
            % {"most": MOST_MARKS}
        )
    else:
        made["marks"] = marks
    difficulty = entry.first("difficulty")
    made["difficulty"] = (
        difficulty if difficulty in Question.Difficulty.values else Question.Difficulty.MEDIUM
    )
    if entry.kind not in question_types():
        entry.errors.append(_("Choose a question type."))
    entry.made = made


def _tags(entry: QuizEntry) -> list[str]:
    parts = (part.strip()[:LONGEST_TAG] for part in entry.first("tags").split(","))
    return list(dict.fromkeys(part for part in parts if part))[:MOST_TAGS]
