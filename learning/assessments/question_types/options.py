"""Options to choose from, as single and multiple choice have them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from .base import mixed
from .data_reader import LONGEST_FEEDBACK, LONGEST_OPTION, DataReader

LEAST_OPTIONS, MOST_OPTIONS = 2, 10


@dataclass(frozen=True, slots=True)
class Option:
    """id: its name in forms and answers. feedback: shown to whoever chose it, once that may be seen."""

    id: str
    text: str
    is_right: bool = False
    feedback: str = ""


def read_options(form: DataReader) -> tuple[Option, ...]:
    """The options of the data; what is wrong with them is left with the form."""
    options = []
    for number, row in enumerate(form.rows("options", LEAST_OPTIONS, MOST_OPTIONS), 1):
        inner = form.inner(
            row, ("id", "text", "is_right", "feedback"), _("Option %(number)d") % {"number": number}
        )
        options.append(
            Option(
                id=inner.name(),
                text=inner.text("text", LONGEST_OPTION),
                is_right=inner.flag("is_right"),
                feedback=inner.text("feedback", LONGEST_FEEDBACK, is_needed=False),
            )
        )
    form.unique([option.id for option in options], [option.text for option in options])
    return tuple(options)


def options_data(options: Sequence[Option]) -> list[dict[str, Any]]:
    return [asdict(option) for option in options]


def shown_options(options: Sequence[Option], shuffle: random.Random | None) -> list[dict[str, str]]:
    """Names and texts only. Without a shuffle in the order of the author."""
    texts = {option.id: option.text for option in options}
    names = list(texts) if shuffle is None else mixed(list(texts), shuffle)
    return [{"id": name, "text": texts[name]} for name in names]


def feedback_on(options: Sequence[Option], chosen: set[str]) -> Mapping[str, str]:
    return {option.id: option.feedback for option in options if option.id in chosen and option.feedback}
