"""The question types, one folder each: what a type holds, how it is written, scored, shown and kept in files.

A new type is a new folder here; the folders are listed, nothing else names them. `QuestionType` says what a
type has to answer, `QUESTION_TYPE` in the folder's `__init__.py` is the one that does.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from django.utils.translation import gettext as _

from .base import EDITION, InvalidContent, QuestionType, ScoredAnswer

_types: dict[str, QuestionType] = {}


def discover() -> None:
    """List the folders anew. Raises AttributeError for a folder without a `QUESTION_TYPE`."""
    found = []
    for module in iter_modules(__path__):
        if module.ispkg:
            question_type: QuestionType = import_module(f"{__name__}.{module.name}").QUESTION_TYPE
            question_type.name = module.name
            found.append(question_type)
    _types.clear()
    _types.update((each.name, each) for each in sorted(found, key=lambda each: (each.order, each.name)))


def question_types() -> Mapping[str, QuestionType]:
    """Every type by its stable name, in the order that authors are offered them."""
    if not _types:
        discover()
    return MappingProxyType(_types)


def question_type(name: str) -> QuestionType:
    """The type of this name. Raises InvalidContent when there is none."""
    try:
        return question_types()[name]
    except KeyError:
        raise InvalidContent([_("Unknown question type: “%(name)s”.") % {"name": name[:80]}]) from None


def default_question_type() -> str:
    """The name of the type that authors are offered first."""
    return next(iter(question_types()))


def scored_by_hand() -> list[str]:
    """The names of the types that a person scores."""
    return [name for name, each in question_types().items() if each.is_scored_by_hand]


__all__ = [
    "EDITION",
    "InvalidContent",
    "QuestionType",
    "ScoredAnswer",
    "default_question_type",
    "discover",
    "question_type",
    "question_types",
    "scored_by_hand",
]
