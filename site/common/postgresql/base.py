"""The engine's class, in the place where Django looks for it."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from . import limits, outage


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, which asks no server that was away a moment ago."""

    #: How long statements of the present connection may take, where that isn't what the settings say.
    limit: int | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Raises what psycopg raises: at once where the server was just away, else once the pool gives up."""
        if outage.is_recent(self.alias):
            raise self.Database.OperationalError("the database's server was away a moment ago")
        try:
            connection = super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            if not outage.answers(conn_params, seconds=outage.LOOK_SECONDS):
                outage.note(self.alias)
                raise
            if not self._has_stale_connections():
                raise
            self.pool.drain()
            connection = super().get_new_connection(conn_params)
        self.limit = limits.limit() if self.pool else None
        if self.limit is not None:
            connection.execute(f"SET statement_timeout = '{self.limit}s'")
        return connection

    def _has_stale_connections(self) -> bool:
        """Whether the pool has connections, and yet gave none: those of a server that was restarted."""
        return self.pool is not None and self.pool.get_stats().get("pool_available", 0) > 0

    def _close(self) -> None:
        if self.connection is not None and self.limit is not None:
            self._take_limit_back()
        super()._close()  # type: ignore[misc]

    def _take_limit_back(self) -> None:
        """So that the next one who is given this connection has the limit of a page."""
        try:
            self.connection.rollback()
            self.connection.autocommit = True
            self.connection.execute("RESET statement_timeout")
        except self.Database.Error:
            self.connection.close()  # the pool opens another one in its place
