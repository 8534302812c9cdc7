"""Actions run in one transaction of a database that they name, and hold the rows that they decide about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model, QuerySet

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row", bound=Model)


def in_transaction(action: Callable[P, R]) -> Callable[P, R]:
    """Run an action in one transaction of the database that its keyword `using` names (the default: default).

    The action has the parameter `using: str = DEFAULT_DB_ALIAS`, and passes it to querysets and to `emit`.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(using=str(kwargs.get("using", DEFAULT_DB_ALIAS))):
            return action(*args, **kwargs)

    return run


def held(rows: QuerySet[Row], *, no_key: bool = False) -> QuerySet[Row]:
    """These rows, held until the transaction ends, to be read together with what hangs on them.

    A statement that had to wait for a row sees that row as it is now, but whatever it joins or asks of other
    tables as it was before the wait. So the rows are locked first, in the order of their ids, by a query that
    reads nothing else; the queryset that is returned reads them with the next one, and asks its conditions
    again.

    rows: with all that is to be read (`select_related`, `annotate`). no_key: let others go on referring to
    the rows meanwhile. One query, and one once the result is read.
    """
    locked = rows.order_by("pk").select_for_update(of=("self",), no_key=no_key)
    return rows.filter(pk__in=list(locked.values_list("pk", flat=True)))
