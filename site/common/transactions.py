"""Actions run in one transaction of a database that they name."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, transaction

P = ParamSpec("P")
R = TypeVar("R")


def in_transaction(action: Callable[P, R]) -> Callable[P, R]:
    """Run an action in one transaction of the database that its keyword `using` names (the default: default).

    The action has the parameter `using: str = DEFAULT_DB_ALIAS`, and passes it to querysets and to `emit`.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(using=str(kwargs.get("using", DEFAULT_DB_ALIAS))):
            return action(*args, **kwargs)

    return run
