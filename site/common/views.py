"""Probes for whoever keeps the site running: is the process up, and can it serve?"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


def not_here(request: HttpRequest, **_named: str) -> HttpResponse:
    """404, for addresses that a library brings along and nobody uses here."""
    raise Http404("not offered")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process can answer at all; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything that a page needs is there, else 503; says what fails, but to strangers not why."""
    checks: dict[str, Callable[[], None]] = {"database": _ask_databases, "migrations": _compare_migrations}
    if settings.REDIS_URL:
        checks["redis"] = _ask_cache
    found = {name: _outcome(name, check) for name, check in checks.items()}
    is_ready = all(outcome == "ok" for outcome in found.values())
    return JsonResponse(found, status=200 if is_ready else 503)


def _outcome(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception:
        logger.exception("Not ready: %s", name)
        return "failing"
    return "ok"


def _ask_databases() -> None:
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")


_migrated: set[str] = set()


def _compare_migrations() -> None:
    """Reading all migrations takes a moment; once a process has seen its database complete, it stays so."""
    for alias in set(connections) - _migrated:
        executor = MigrationExecutor(connections[alias])
        if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise RuntimeError(f"{len(missing)} migrations are not applied to {alias}")
        _migrated.add(alias)


def _ask_cache() -> None:
    cache.set("readyz", "ok", timeout=10)
    if cache.get("readyz") != "ok":
        raise RuntimeError("the cache forgot what it was just told")
