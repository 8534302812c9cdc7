"""The API object: every router is mounted here."""

from __future__ import annotations

from ninja import NinjaAPI

from api import problems

from .attempts import router as attempts
from .auth import SignedIn
from .checklists import router as checklists
from .lessons import router as lessons
from .payments import router as payments
from .purchases import router as purchases

api = NinjaAPI(
    title="Lyceum",
    version="1.0",
    description="What the academy's own pages and apps call. Errors are `application/problem+json`.",
    urls_namespace="api_v1",
    docs_url="/docs",
    openapi_url="/openapi.json",
    auth=SignedIn(),
)
problems.register(api)
api.add_router("/lessons", lessons)
api.add_router("/lessons", checklists)
api.add_router("/attempts", attempts)
api.add_router("/payments", payments)
api.add_router("", purchases)
