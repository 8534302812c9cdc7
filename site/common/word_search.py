"""Searching records by the words of what they belong to: first people and courses, then their rows.

A word that may stand in columns of several tables would make a database join all rows to look. Each table is
asked on its own instead, where an index of trigrams answers, and the rows of what was found follow by their
keys. Only for a word that nearly all have, rows are gone through in their order: a page is full soon then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

MOST_COUNTED = 10_000
#: Each word searched for is a condition on every field: a pasted essay would be more than a database takes.
MOST_WORDS = 12
MOST_LETTERS = 64
#: So many people (or courses) are listed by their keys; more are asked for in the query itself.
MOST_FOUND = 1_000
#: More than these are a word that nearly all have: rows are gone through until a page is full.
MOST_OF_A_WORD = 20_000
#: What a search counts to: every row has to be looked at.
COUNTED_OF_MANY = 200
#: Trigrams need three letters; a shorter word is looked for where a name begins.
LEAST_LETTERS = 3


def search_words(text: str) -> list[str]:
    """The first words of what was typed, whatever it was."""
    return [word[:MOST_LETTERS] for word in text.split()[:MOST_WORDS]]


def has_word(names: Iterable[str], word: str) -> Q:
    """Whether one of these columns has the word: anywhere in it, a word of one or two letters in front."""
    lookup = "icontains" if len(word) >= LEAST_LETTERS else "istartswith"
    return reduce(or_, (Q(**{f"{name}__{lookup}": word}) for name in names))


def found_by(model: Any, names: Sequence[str], word: str) -> list[Any] | QuerySet[Any] | None:
    """Keys of the rows of a table with the word in one of these columns, as `few_of` has them."""
    return few_of(model._default_manager.filter(has_word(names, word)), "pk")


def few_of(rows: QuerySet[Any], name: str) -> list[Any] | QuerySet[Any] | None:
    """What these rows have in a column, for a filter of other rows to be `__in`. One query.

    A list of up to 1,000, a query for up to 20,000, None: more than these.
    """
    values = rows.order_by().values_list(name, flat=True)
    # Asked for a few of many rows a database would rather read them all than use an index.
    found = list(values[: MOST_OF_A_WORD + 1])
    if len(found) > MOST_OF_A_WORD:
        return None
    return found if len(found) <= MOST_FOUND else values[:MOST_OF_A_WORD]


def _model_at(model: Any, relation: str) -> Any:
    for part in relation.split("__") if relation else ():
        model = model._meta.get_field(part).related_model
    return model


class WordSearch:
    """Finds rows by words in their own columns (`code`) and in those of what they belong to
    (`person__email`). `most_counted`: how far what was found may be counted."""

    def __init__(self, names: Iterable[str], most_counted: int = MOST_COUNTED) -> None:
        self.names, self.most_counted = list(names), most_counted
        self._found: dict[Any, list[Any] | QuerySet[Any] | None] = {}

    def among(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """The rows in which each word stands somewhere. A query for each word and each table."""
        for word in search_words(text):
            rows = rows.filter(self._has(rows.model, word))
        return rows

    def _has(self, model: Any, word: str) -> Q:
        by_relation: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            relation, _dots, column = name.rpartition("__")
            by_relation[relation].append(column)
        ways = []
        for relation, columns in by_relation.items():
            if "__" in relation and len(by_relation) > 1 and "@" not in word:
                continue  # so far away, only a whole address is worth the way
            found = self._found_by(_model_at(model, relation), columns, word)
            if found is None:
                self.most_counted = COUNTED_OF_MANY
                prefix = f"{relation}__" if relation else ""
                ways.append(has_word([f"{prefix}{column}" for column in columns], word))
            elif not isinstance(found, list) or found:
                ways.append(Q(**{f"{relation or 'pk'}__in": found}))
        return reduce(or_, ways) if ways else Q(pk__in=[])

    def _found_by(self, model: Any, columns: Sequence[str], word: str) -> list[Any] | QuerySet[Any] | None:
        """As `found_by`; a table that rows belong to in two ways is asked once."""
        asked = (model, *columns, word)
        if asked not in self._found:
            self._found[asked] = found_by(model, columns, word)
        return self._found[asked]
