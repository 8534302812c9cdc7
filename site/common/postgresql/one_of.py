"""`pk__one_of=[...]`: as `pk__in`, for thousands of keys that a query has found.

Each key of an IN is a parameter of its own, which takes Django and the driver longer than the database takes
to find the row. PostgreSQL gets one array instead, SQLite one list in JSON.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import Field
from django.db.models.lookups import In


@Field.register_lookup
class OneOf(In):
    """The keys: a list of what the database holds, no query and nothing that somebody typed."""

    lookup_name = "one_of"

    def get_prep_lookup(self) -> Any:
        return list(self.rhs)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        if not self.rhs:
            raise EmptyResultSet
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*parameters, self.rhs]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        if not self.rhs:
            raise EmptyResultSet
        left, parameters = self.process_lhs(compiler, connection)
        keys = [each.hex if isinstance(each, UUID) else each for each in self.rhs]
        return f"{left} IN (SELECT value FROM json_each(%s))", [*parameters, json.dumps(keys)]
