"""Two columns: to each text on the left belongs one on the right. Some on the right may belong to none."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..base import QuestionType, ScoredAnswer, earned, first, mixed, name_of, unanswered
from ..data_reader import LONGEST_OPTION, DataReader
from .author_form import MatchingForm
from .display import MatchingDisplay
from .file_format import MatchingFiles

LEAST_PAIRS, MOST_PAIRS, MOST_DISTRACTORS = 2, 20, 10


@dataclass(frozen=True, slots=True)
class Pair:
    """id: its name. Several pairs may have the same right text."""

    id: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Distractor:
    """A text on the right that belongs to none on the left."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Matching:
    """An answer gives for the name of a pair that of the pair, or distractor, whose right text was chosen."""

    pairs: tuple[Pair, ...]
    distractors: tuple[Distractor, ...] = ()

    @property
    def rights(self) -> dict[str, str]:
        """The texts on the right by the names that the answer gives them."""
        rights = {pair.id: pair.right for pair in self.pairs}
        return rights | {distractor.id: distractor.text for distractor in self.distractors}


class MatchingType(QuestionType):
    label = gettext_lazy("Matching")
    order = 50
    aliases = ("match",)
    form = MatchingForm(MOST_PAIRS)
    display = MatchingDisplay()
    files = MatchingFiles()

    def from_data(self, data: Mapping[str, Any]) -> Matching:
        reader = DataReader(data, ("pairs", "distractors"))
        pairs, distractors = [], []
        for number, row in enumerate(reader.rows("pairs", LEAST_PAIRS, MOST_PAIRS), 1):
            inner = reader.inner(row, ("id", "left", "right"), _("Pair %(number)d") % {"number": number})
            pairs.append(
                Pair(inner.name(), inner.text("left", LONGEST_OPTION), inner.text("right", LONGEST_OPTION))
            )
        for number, row in enumerate(reader.rows("distractors", 0, MOST_DISTRACTORS), 1):
            inner = reader.inner(row, ("id", "text"), _("Distractor %(number)d") % {"number": number})
            distractors.append(Distractor(inner.name(), inner.text("text", LONGEST_OPTION)))
        content = Matching(tuple(pairs), tuple(distractors))
        names = [pair.id for pair in pairs] + [distractor.id for distractor in distractors]
        reader.unique(names, [pair.left for pair in pairs])
        rights = list(dict.fromkeys(pair.right for pair in pairs))
        reader.unique([], [*rights, *(distractor.text for distractor in distractors)])
        if len(pairs) >= LEAST_PAIRS and len(rights) + len(distractors) == 1:
            reader.wrong(_("All pairs have the same text on the right side."))
        reader.check()
        return content

    def to_data(self, content: Matching) -> dict[str, Any]:
        return {
            "pairs": [asdict(pair) for pair in content.pairs],
            "distractors": [asdict(distractor) for distractor in content.distractors],
        }

    def shown(self, content: Matching, shuffle: random.Random | None) -> dict[str, Any]:
        """Both columns, each in an order of its own. On the right, names come from the text alone."""
        lefts = {pair.id: pair.left for pair in content.pairs}
        rights = {name_of(text): text for text in content.rights.values()}
        order = list(lefts) if shuffle is None else mixed(list(lefts), shuffle)
        return {
            "lefts": [{"id": name, "text": lefts[name]} for name in order],
            "rights": [{"id": name, "text": rights[name]} for name in mixed(list(rights), shuffle)],
        }

    def read_answer(self, content: Matching, raw: Mapping[str, Sequence[str]]) -> dict[str, str] | None:
        """The fields `match-` and the name of a left text; their values are names of right texts as shown."""
        meant: dict[str, str] = {}
        for name, text in content.rights.items():
            meant.setdefault(name_of(text), name)
        chosen = {pair.id: meant.get(first(raw, f"match-{pair.id}"), "") for pair in content.pairs}
        return {left: right for left, right in chosen.items() if right} or None

    def filled(self, content: Matching, answer: Any) -> dict[str, list[str]]:
        rights = content.rights
        chosen = _chosen(content, answer)
        return {f"match-{left}": [name_of(rights[right])] for left, right in chosen.items()}

    def score(
        self, content: Matching, answer: Any, marks: Decimal, penalty: Decimal = Decimal(0)
    ) -> ScoredAnswer:
        """Each pair earns the same part."""
        chosen = _chosen(content, answer)
        if not chosen:
            return unanswered(len(content.pairs))
        rights = content.rights
        parts = [rights.get(chosen.get(pair.id, "")) == pair.right for pair in content.pairs]
        return earned(Fraction(sum(parts), len(parts)), marks, penalty, parts)

    def right_answer(self, content: Matching) -> list[str]:
        return [f"{pair.left} → {pair.right}" for pair in content.pairs]


def _chosen(content: Matching, answer: Any) -> dict[str, str]:
    given = answer if isinstance(answer, Mapping) else {}
    rights = content.rights
    found = {pair.id: given.get(pair.id) for pair in content.pairs}
    return {left: right for left, right in found.items() if isinstance(right, str) and right in rights}
