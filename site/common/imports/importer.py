"""Running an import: at once when it is small, in the background with progress when it is not."""

from __future__ import annotations

import logging
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone
from django.utils.translation import override

from common.background import jobs, ongoing
from common.background.jobs import Outlook

from .report import ImportReport
from .upload_store import ImportProgress, ImportState, StoredUpload, UploadStore

logger = logging.getLogger(__name__)

OnProgress = Callable[[int, int], None]
#: What is said while a job of an import stands, and once it is dead.
_WORKING_OR_NOT = (
    (ImportState.RUNNING, ImportState.FAILED),
    (ImportState.FETCHING, ImportState.NOT_FETCHED),
)
_PROGRESS_EVERY = 20  # things, between two notes of how far it is


class NotImportable(Exception):
    """The file may not be imported (any more); nothing was written. `report` says why."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__("the report has errors")
        self.report = report


class ImportPlan(Protocol):
    """What an import would write, in a form of the importer's own, and the report about it."""

    @property
    def report(self) -> ImportReport: ...


Plan = TypeVar("Plan", bound=ImportPlan)


class Importer(ABC, Generic[Plan]):
    """What one kind of file means: how it is read, and what is written from it.

    max_at_once: how many things are written while somebody waits for the page; more are written in the
    background.
    """

    store: ClassVar[UploadStore]
    max_at_once: int = 200

    @abstractmethod
    def plan(self, upload: StoredUpload, *, actor: Any) -> Plan:
        """What importing this as `actor` would write. Writes nothing, and whatever the file, only reports."""

    @abstractmethod
    def write(
        self, plan: Plan, upload: StoredUpload, *, actor: Any, at: datetime, on_progress: OnProgress
    ) -> Mapping[str, Any]:
        """Write all of an importable plan, or nothing. Returns its result for the report, as JSON holds it.

        on_progress: called with how many things are written, and of how many. Raises NotImportable when that
        has changed since it was planned.
        """

    def names_files_elsewhere(self, content: bytes, *, actor: Any) -> bool:
        """Whether something has to be fetched before the file can be reported on. Asks nothing outside."""
        return False

    def fetch(self, upload: StoredUpload, *, actor: Any, on_progress: OnProgress) -> Mapping[str, bytes]:
        """What the file names elsewhere, to be kept with it, by name. Only called in the background."""
        return {}

    def size(self, plan: Plan) -> int:
        """How many things are written that take time."""
        return plan.report.created.total()


def begin_fetching(
    importer: Importer[Any],
    key: uuid.UUID,
    *,
    actor: Any,
    at: datetime,
    enqueue: Callable[[str, int], object],
) -> None:
    """Ask `enqueue` (with the key and the actor's id) to fetch in the background what an upload names."""
    importer.store.set_progress(key, ImportProgress(ImportState.FETCHING), at=at)
    enqueue(str(key), actor.pk)


def fetch_in_background(importer: Importer[Any], key: uuid.UUID, *, actor: Any, at: datetime) -> None:
    """What a task does: keep with an upload what it names elsewhere. Safe to repeat. Raises UploadExpired."""
    if importer.store.progress(key, now=at).state not in (ImportState.FETCHING, ImportState.NOT_FETCHED):
        return
    upload = importer.store.find(key, owner=actor, now=at)

    def on_progress(done: int, total: int) -> None:
        fetching = ImportProgress(ImportState.FETCHING, done, total)
        importer.store.set_progress(key, fetching, at=timezone.now())

    state = ImportState.WAITING
    try:
        with override(upload.language or None):
            importer.store.attach(key, importer.fetch(upload, actor=actor, on_progress=on_progress))
    except Exception:
        logger.exception("What an upload names elsewhere could not be fetched")
        state = ImportState.NOT_FETCHED
    importer.store.set_progress(key, ImportProgress(state), at=timezone.now())


def subject_of(key: uuid.UUID | str) -> str:
    """By which the background work on an upload is found; the same name keeps two from writing it."""
    return f"import:{key}"


def progress_of(importer: Importer[Any], key: uuid.UUID, *, now: datetime) -> tuple[ImportProgress, Outlook]:
    """How far an import is, and how its job stands: a dead job's import has failed. One query at most."""
    progress = importer.store.progress(key, now=now)
    pair = next((pair for pair in _WORKING_OR_NOT if progress.state in pair), None)
    if pair is None:
        return progress, Outlook.NONE
    outlook = jobs.outlook(subject_of(key), now=now)
    if outlook != Outlook.NONE:
        state = pair[outlook == Outlook.FAILED]
        progress = ImportProgress(state, progress.done, progress.total)
    return progress, outlook


def start(
    importer: Importer[Any],
    upload: StoredUpload,
    *,
    actor: Any,
    at: datetime,
    enqueue: Callable[[str, int], object],
) -> ImportProgress:
    """Import an upload now, or ask `enqueue` (with its key and the actor's id) to run it in the background.

    One that runs or is done isn't started again; one with errors stays as it is. Work that
    tells nothing for a quarter of an hour counts as failed and can be started again; two never write the same
    upload.
    """
    progress, _outlook = progress_of(importer, upload.key, now=at)
    if progress.state not in (ImportState.WAITING, ImportState.FAILED):
        return progress
    plan = importer.plan(upload, actor=actor)
    if not plan.report.is_importable:
        return progress
    if (size := importer.size(plan)) <= importer.max_at_once:
        return _run(importer, upload, actor=actor, at=at, plan=plan)
    waiting = ImportProgress(ImportState.RUNNING, 0, size)
    importer.store.set_progress(upload.key, waiting, at=at)
    enqueue(str(upload.key), actor.pk)
    return waiting


def run_in_background(importer: Importer[Any], key: uuid.UUID, *, actor: Any, at: datetime) -> ImportProgress:
    """What a task does: import the upload, unless that is done. Raises UploadExpired."""
    progress = importer.store.progress(key, now=at)
    if progress.state == ImportState.DONE:
        return progress
    upload = importer.store.find(key, owner=actor, now=at)
    with override(upload.language or None):
        return _run(importer, upload, actor=actor, at=at)


def _run(
    importer: Importer[Any],
    upload: StoredUpload,
    *,
    actor: Any,
    at: datetime,
    plan: ImportPlan | None = None,
) -> ImportProgress:
    """Write the upload and remember how that went. While somebody else does the same, it is left to them.

    plan: what it would write, if that is known already.
    """
    with ongoing.reserved(subject_of(upload.key), at=at) as holder:
        known = importer.store.progress(upload.key, now=at)
        if holder is None or known.state == ImportState.DONE:
            return known
        return _write(importer, upload, holder, actor=actor, at=at, plan=plan)


def _write(
    importer: Importer[Any],
    upload: StoredUpload,
    holder: uuid.UUID,
    *,
    actor: Any,
    at: datetime,
    plan: ImportPlan | None,
) -> ImportProgress:
    def on_progress(done: int, total: int) -> None:
        if done % _PROGRESS_EVERY == 0:
            running = ImportProgress(ImportState.RUNNING, done, total)
            importer.store.set_progress(upload.key, running, at=timezone.now())

    try:
        plan = plan or importer.plan(upload, actor=actor)
        if not plan.report.is_importable:
            raise NotImportable(plan.report)
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            result = importer.write(plan, upload, actor=actor, at=at, on_progress=on_progress)
            ongoing.confirm(subject_of(upload.key), holder)
    except ongoing.Overtaken:
        return importer.store.progress(upload.key, now=timezone.now())
    except NotImportable:
        progress = ImportProgress(ImportState.FAILED)
    except Exception:
        logger.exception("An import failed; nothing of it was kept")
        progress = ImportProgress(ImportState.FAILED)
    else:
        progress = ImportProgress(ImportState.DONE, result=result)
    importer.store.set_progress(upload.key, progress, at=timezone.now())
    return progress
