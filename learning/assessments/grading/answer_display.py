"""What somebody answered, in words, for those who mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from learning.assessments.question_types import kind_of


def words_of(kind: str, data: Any, answer: Any) -> list[str]:
    """Line by line; empty for what was left. data: the content as it was frozen."""
    if answer is None:
        return []
    content = kind_of(kind).from_data(data)
    return [line for line in _WORDS.get(kind, _typed)(content, answer) if line]


def _typed(_content: Any, answer: Any) -> list[str]:
    return [answer] if isinstance(answer, str) else []


def _chosen(content: Any, answer: Any) -> list[str]:
    names = {answer} if isinstance(answer, str) else set(answer)
    return [option.text for option in content.options if option.id in names]


def _true_or_false(_content: Any, answer: Any) -> list[str]:
    return [_("True") if answer else _("False")]


def _filled(_content: Any, answer: Any) -> list[str]:
    return [f"{number}. {text or '–'}" for number, text in enumerate(answer, 1)]


def _matched(content: Any, answer: Any) -> list[str]:
    return [
        f"{pair.left} → {content.rights[answer[pair.id]]}"
        for pair in content.pairs
        if answer.get(pair.id) in content.rights
    ]


def _ordered(content: Any, answer: Any) -> list[str]:
    placed = [item for item in content.items if isinstance(answer.get(item.id), int)]
    return [f"{answer[item.id]}. {item.text}" for item in sorted(placed, key=lambda item: answer[item.id])]


_WORDS: dict[str, Callable[[Any, Any], list[str]]] = {
    "single_choice": _chosen,
    "multiple_choice": _chosen,
    "true_false": _true_or_false,
    "fill_blank": _filled,
    "matching": _matched,
    "ordering": _ordered,
}
