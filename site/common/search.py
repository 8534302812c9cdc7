"""The search backend of the site: Wagtail's for the database at hand, behind a gate that any text may pass.

People type quotes, stars, brackets, blanks only and whole essays. To a database some of these are operators,
and an error where they don't fit; Elasticsearch refuses more than a thousand words. What is no part of a word
is taken out before it reaches a backend, so that every text finds something or nothing, and none fails.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db.models import Model, QuerySet
from modelsearch.backends import import_backend
from modelsearch.backends.base import BaseSearchBackend, BaseSearchResults, EmptySearchResults
from modelsearch.query import And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

MOST_WORDS = 32
MOST_LETTERS = 64
_DATABASE = "modelsearch.backends.database"
#: Unicode's letters and numbers.
_OF_WORDS = ("L", "N")
#: What would end or escape the text in a backend's own language.
_NEVER = str.maketrans(dict.fromkeys('"\\', " "))


def words_of(text: str) -> str:
    """The words of what somebody typed, with one blank between them: at most 32 words of at most 64 letters.

    A word has at least one letter or number; quotes, backslashes and control characters part words.
    """
    plain = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    words = (word[:MOST_LETTERS] for word in plain.translate(_NEVER).split())
    return " ".join([word for word in words if _is_word(word)][:MOST_WORDS])


def cleaned(query: str | SearchQuery) -> SearchQuery | None:
    """The query with nothing but words in it; None when no word is left.

    Raises TypeError for a kind of query that is not known.
    """
    if isinstance(query, str):
        words = words_of(query)
        return PlainText(words) if words else None
    if isinstance(query, MatchAll):
        return query
    if isinstance(query, PlainText | Phrase | Fuzzy):
        return _with_words(query, words_of(query.query_string))
    if isinstance(query, Not):
        inner = cleaned(query.subquery)
        return Not(inner) if inner else MatchAll()
    if isinstance(query, Boost):
        inner = cleaned(query.subquery)
        return Boost(inner, query.boost) if inner else None
    if isinstance(query, And | Or):
        parts = [part for each in query.subqueries[:MOST_WORDS] if (part := cleaned(each))]
        return type(query)(parts) if len(parts) > 1 else next(iter(parts), None)
    raise TypeError(f"no search query: {query!r}")


def _with_words(query: PlainText | Phrase | Fuzzy, words: str) -> SearchQuery | None:
    if not words:
        return None
    if isinstance(query, PlainText):
        return PlainText(words, operator=query.operator, boost=query.boost)
    return Phrase(words) if isinstance(query, Phrase) else Fuzzy(words, operator=query.operator)


def _is_word(word: str) -> bool:
    return any(unicodedata.category(sign)[0] in _OF_WORDS for sign in word)


class NothingFound(EmptySearchResults):
    """No result, of a model: lists ask results for it."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def _clone(self) -> NothingFound:
        return NothingFound(self.model)


@lru_cache(maxsize=8)
def _gated(backend: Any) -> type[BaseSearchBackend]:
    """The backend's class with the gate before its searches."""

    class GatedBackend(backend):
        def _search(
            self,
            query_compiler_class: Callable[..., Any],
            query: str | SearchQuery,
            model_or_queryset: type[Model] | QuerySet[Any],
            **kwargs: Any,
        ) -> BaseSearchResults:
            words = cleaned(query)
            if words is None:
                return NothingFound(getattr(model_or_queryset, "model", model_or_queryset))
            if isinstance(query, str) and isinstance(words, PlainText):
                # a plain text stays one: its operator is the caller's
                return super()._search(query_compiler_class, words.query_string, model_or_queryset, **kwargs)
            return super()._search(query_compiler_class, words, model_or_queryset, **kwargs)

    return GatedBackend


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # noqa: N802 (modelsearch looks for it)
    """The gated backend. params: the entry of the settings; `BEHIND` names the module of the one behind."""
    options = dict(params)
    behind = import_backend(options.pop("BEHIND", _DATABASE))(options)
    kind: Any = type(behind)
    return _gated(kind)(options)
