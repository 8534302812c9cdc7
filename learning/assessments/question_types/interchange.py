"""A question as other systems' XML has it: what Moodle and QTI say in different words, said once.

Readers of a format make an `ExchangedQuestion` of what the file says, the question type that claims it takes
its data from there (`FileFormat.from_exchanged`), and the other way round for what is written. So a type
knows nothing of XML, and a format nothing of our types.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

WHOLE = Decimal(100)


class Interaction(StrEnum):
    """What a learner does with a question."""

    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    PAIRS = "pairs"
    ORDER = "order"
    GAPS = "gaps"
    ESSAY = "essay"


@dataclass(frozen=True, slots=True)
class ExchangedAnswer:
    """An option, an accepted text, a number, or an item in its place.

    share: the percent of the marks that it earns, which may be below 0. tolerance: of a number, how far off
    an answer may be; empty for not at all.
    """

    text: str
    share: Decimal = WHOLE
    feedback: str = ""
    tolerance: str = ""

    @property
    def is_whole(self) -> bool:
        return self.share == WHOLE


@dataclass(frozen=True, slots=True)
class ExchangedQuestion:
    """What is asked of a learner, without the prompt.

    takes_several: whether more than one option may be chosen. is_partial: whether some of the right ones earn
    a part. pairs: left and right sides; distractors: right sides without a partner. text, gaps: a text with
    `{{1}}`, `{{2}}` … and what each accepts. unit: of a number. least_words, most_words: of an essay, 0 for
    no limit.
    """

    interaction: Interaction
    answers: tuple[ExchangedAnswer, ...] = ()
    takes_several: bool = False
    is_partial: bool = True
    pairs: tuple[tuple[str, str], ...] = ()
    distractors: tuple[str, ...] = ()
    text: str = ""
    gaps: tuple[tuple[str, ...], ...] = ()
    is_case_sensitive: bool = False
    unit: str = ""
    least_words: int = 0
    most_words: int = 0

    @property
    def right(self) -> tuple[ExchangedAnswer, ...]:
        """The answers that earn something."""
        return tuple(answer for answer in self.answers if answer.share > 0)


def even_shares(count: int) -> Decimal:
    """The percent that each of so many right options earns."""
    return (WHOLE / count).quantize(Decimal("0.00001"))


def gap(number: int) -> str:
    """What stands for a blank in a text. number: from 1."""
    return f"{{{{{number}}}}}"
