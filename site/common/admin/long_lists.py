"""Lists that are as fast with millions of rows as with a hundred.

Nothing is counted beyond 10,000: the list says that there are more. Up to there pages have numbers; further
on one goes by the key of the last row (`after`, `before`), which costs the same wherever one is. A page is
found by its ids first: what is joined and worked out for each row is asked of the rows that are shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db import connections, models
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.paginator import WagtailPaginator

from common.postgresql import one_of  # noqa: F401  (registers a lookup)
from common.word_search import COUNTED_OF_MANY, MOST_COUNTED

PAGE, AFTER, BEFORE = "p", "after", "before"
#: What a key that somebody made up can't be longer than.
LONGEST_KEY = 2_000


def most_counted(*asked: Any) -> int:
    """How far a list is counted: less far where anything was asked for, as every row has to be looked at."""
    return COUNTED_OF_MANY if any(asked) else MOST_COUNTED


class LongList(WagtailPaginator):
    """A list by pages. `count` is at most `most`; `has_more`: there are more than that."""

    object_list: QuerySet[Any]

    def __init__(
        self,
        rows: QuerySet[Any],
        per_page: int,
        *,
        most: int = MOST_COUNTED,
        shown: QuerySet[Any] | None = None,
    ) -> None:
        """shown: what rows bring along, for a list whose filters would be asked once more of those found."""
        super().__init__(rows, per_page)
        self.most, self.shown = most, rows.order_by() if shown is None else shown

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by().values("pk")[: self.most + 1].count()

    def _keys(self, rows: QuerySet[Any], first: int, last: int) -> list[Any]:
        """The ids of rows by their places in the order, from `first` to before `last`."""
        return list(rows.values_list("pk", flat=True)[first:last])

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.most)

    @property
    def has_more(self) -> bool:
        return self._counted > self.most

    @cached_property
    def items_count_label(self) -> str:
        if not self.has_more:
            return str(super().items_count_label)
        words = _("More than %(count)s %(things)s")
        return words % {"count": number_format(self.count), "things": self.verbose_name_plural}

    def page_of(self, asked: QueryDict) -> LongPage:
        """The page that an address asks for; what it can't be read as is the first one. Three queries, and
        those for what the rows bring along."""
        order = ListOrder.of(self.object_list)
        for name in (AFTER, BEFORE):
            if order and (values := order.read(asked.get(name, ""))) is not None:
                return self._beside(order, values, is_after=name == AFTER)
        try:
            number = self.validate_number(asked.get(PAGE, 1))
        except PageNotAnInteger:
            number = 1
        except EmptyPage:
            number = self.num_pages if _is_beyond(asked.get(PAGE, "")) else 1
        first = (number - 1) * self.per_page
        found = self._keys(self.object_list, first, first + self.per_page + 1)
        has_next = len(found) > self.per_page
        rows = self._rows(found[: self.per_page])
        is_last_numbered = number >= self.num_pages
        key = order.key(rows[-1]) if order and has_next and is_last_numbered else ""
        return LongPage(
            self,
            rows,
            number=number,
            next_number=number + 1 if has_next and not is_last_numbered else None,
            next_key=key,
            previous_number=number - 1 if number > 1 else None,
        )

    def _beside(self, order: ListOrder, values: Sequence[Any], *, is_after: bool) -> LongPage:
        beyond = self.object_list.filter(order.beyond(values, is_after=is_after))
        if not is_after:
            beyond = beyond.reverse()
        found = self._keys(beyond, 0, self.per_page + 1)
        goes_on = len(found) > self.per_page
        found = found[: self.per_page]
        rows = self._rows(found if is_after else found[::-1])
        if not rows:
            return self.page_of(QueryDict())
        return LongPage(
            self,
            rows,
            next_key=order.key(rows[-1]) if goes_on or not is_after else "",
            previous_key=order.key(rows[0]) if goes_on or is_after else "",
        )

    def _rows(self, pks: Sequence[Any]) -> list[Any]:
        """These rows in their order, with all that the list asks of them."""
        known = {row.pk: row for row in self.shown.filter(pk__in=pks)} if pks else {}
        return [known[pk] for pk in pks if pk in known]


class SiftedList(LongList):
    """A list whose rows meet a condition that has to be worked out for each.

    The first rows are looked at in their order: where many meet it, the page is full then. Where few do, all
    that do are found without any order, which a database does far faster, and then put into theirs.
    """

    BLOCK = 1_500

    def __init__(
        self,
        rows: QuerySet[Any],
        per_page: int,
        *,
        sift: Callable[[QuerySet[Any]], Iterable[QuerySet[Any]]],
        sift_all: Callable[[], Iterable[QuerySet[Any]]],
        most: int,
        shown: QuerySet[Any],
    ) -> None:
        """rows: all that may be in it, in order. sift: of some of them those that are, for each reason.
        sift_all: the same of all; what else rows have to be is asked of them afterwards."""
        super().__init__(rows, per_page, most=most, shown=shown)
        self.sift, self.sift_all = sift, sift_all

    @cached_property
    def _first_keys(self) -> list[Any]:
        return self._sifted(self.object_list, self.most + 1)

    @cached_property
    def _counted(self) -> int:
        return len(self._first_keys)

    def _keys(self, rows: QuerySet[Any], first: int, last: int) -> list[Any]:
        is_known = rows is self.object_list and (last <= self._counted or self._counted <= self.most)
        return (self._first_keys if is_known else self._sifted(rows, last))[first:last]

    def _sifted(self, rows: QuerySet[Any], wanted: int) -> list[Any]:
        """The ids of the first so many that meet the condition. At most three queries, and two for each
        reason."""
        block = list(rows.values_list("pk", flat=True)[: self.BLOCK])
        kept = _met(self.sift(rows.model._default_manager.filter(pk__one_of=block))) if block else set()
        found = [pk for pk in block if pk in kept][:wanted]
        if len(found) == wanted or len(block) < self.BLOCK:
            return found
        every = _met(self.sift_all())
        return list(rows.filter(pk__one_of=every).values_list("pk", flat=True)[:wanted]) if every else []


def _met(reasons: Iterable[QuerySet[Any]]) -> set[Any]:
    return {pk for rows in reasons for pk in rows.order_by().values_list("pk", flat=True)}


class LongPage(Sequence[Any]):
    """One page. number: None where one went by keys. The others say where the next and previous ones are:
    a number, a key, or nothing."""

    def __init__(
        self,
        paginator: LongList,
        rows: list[Any],
        *,
        number: int | None = None,
        next_number: int | None = None,
        next_key: str = "",
        previous_number: int | None = None,
        previous_key: str = "",
    ) -> None:
        self.paginator, self.object_list, self.number = paginator, rows, number
        self.next_number, self.next_key = next_number, next_key or None
        self.previous_number, self.previous_key = previous_number, previous_key or None

    def __len__(self) -> int:
        return len(self.object_list)

    def __getitem__(self, index: Any) -> Any:
        return self.object_list[index]

    def has_next(self) -> bool:
        return self.next_number is not None or self.next_key is not None

    def has_previous(self) -> bool:
        return self.previous_number is not None or self.previous_key is not None

    def has_other_pages(self) -> bool:
        return self.has_next() or self.has_previous()

    def next_page_number(self) -> int | None:
        return self.next_number

    def previous_page_number(self) -> int | None:
        return self.previous_number

    @property
    def label(self) -> str:
        """Where one is in the list."""
        if self.number is None:
            return _("Further on")
        if self.paginator.has_more:
            return _("Page %(number)s") % {"number": number_format(self.number)}
        words = ngettext("Page %(number)s of %(all)s", "Page %(number)s of %(all)s", self.paginator.num_pages)
        return words % {"number": self.number, "all": self.paginator.num_pages}


class ListOrder:
    """The order of a list by named columns, of which the last one is unique."""

    def __init__(self, model: type[models.Model], names: Sequence[str], using: str) -> None:
        self.parts = [(name.removeprefix("-"), name.startswith("-")) for name in names]
        self.fields = [
            model._meta.pk if name == "pk" else get_fields_from_path(model, name)[-1]
            for name, _down in self.parts
        ]
        self.may_be_empty = [
            name != "pk" and any(getattr(field, "null", False) for field in get_fields_from_path(model, name))
            for name, _down in self.parts
        ]
        self.empty_is_largest = connections[using].features.nulls_order_largest

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> ListOrder | None:
        """None where the list is ordered by something else than columns, or not to the last."""
        names = [name for name in rows.query.order_by if isinstance(name, str)]
        if len(names) < len(rows.query.order_by) or not {"pk", "-pk", "id", "-id"} & set(names):
            return None
        try:
            return cls(rows.model, names, rows.db)
        except FieldDoesNotExist:  # something that was worked out for each row
            return None

    def key(self, row: Any) -> str:
        """Where a row stands, as text for an address."""
        values = [_value(row, name) for name, _down in self.parts]
        return json.dumps(values, default=str, separators=(",", ":"))

    def read(self, key: str) -> list[Any] | None:
        """The values of a key; None for what is none of this order."""
        if not key or len(key) > LONGEST_KEY:
            return None
        try:
            values = json.loads(key)
            if not isinstance(values, list) or len(values) != len(self.parts):
                return None
            return [
                None if value is None else _read(value, field)
                for value, field in zip(values, self.fields, strict=True)
            ]
        except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
            return None

    def beyond(self, values: Sequence[Any], *, is_after: bool) -> Q:
        """What stands after these values, or before them."""
        ways: list[Q] = []
        same = Q()
        for (name, down), value, may_be_empty in zip(self.parts, values, self.may_be_empty, strict=True):
            ways.append(same & self._past(name, value, may_be_empty, falls=down == is_after))
            same &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
        name, down = self.parts[0]
        found = reduce(or_, ways)
        if self.may_be_empty[0] or values[0] is None:
            return found
        # Said once more of the first column alone, so that an index leads there.
        return and_(Q(**{f"{name}__{'lte' if down == is_after else 'gte'}": values[0]}), found)

    def _past(self, name: str, value: Any, may_be_empty: bool, *, falls: bool) -> Q:
        """Rows whose column is past a value, as values fall or rise."""
        empty_comes_last = self.empty_is_largest != falls
        if value is None:
            return Q(pk__in=[]) if empty_comes_last else Q(**{f"{name}__isnull": False})
        past = Q(**{f"{name}__{'lt' if falls else 'gt'}": value})
        return past | Q(**{f"{name}__isnull": True}) if may_be_empty and empty_comes_last else past


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part, None)
    return row.isoformat() if hasattr(row, "isoformat") else row


def _read(value: Any, field: Any) -> Any:
    """A value of a key as the column has it. Raises ValueError, ValidationError, TypeError."""
    if isinstance(value, str) and (b"\0" in value.encode() or not value.isprintable()):
        raise ValueError("no database keeps it")
    found = field.to_python(value)
    if isinstance(found, datetime) and is_naive(found):
        raise ValueError("a moment has a zone")
    return found


def _is_beyond(asked: str) -> bool:
    return asked.lstrip("0").isdigit()
