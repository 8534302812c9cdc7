"""Running an export: at once when it is small, else the same request once more, in the background."""

from __future__ import annotations

import inspect
import logging
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.test import RequestFactory
from django.urls import ResolverMatch, resolve
from django.utils import timezone
from django.utils.translation import override

from common.admin.views import AdminBaseView
from common.background import jobs, ongoing
from common.background.durable import enqueue_durably
from common.background.jobs import Outlook

from . import export_store
from .export_store import ExportProgress, ExportState

logger = logging.getLogger(__name__)

#: More rows than this are written in the background.
MAX_AT_ONCE = 2_000
PROGRESS_EVERY = 500  # rows, between two notes of how far it is

_Row = TypeVar("_Row")


#: Who may still use an address that no view of ours answers, by the name of the address.
_questions: dict[str, Callable[[Any, ResolverMatch], bool]] = {}


class _NotAllowed(Exception):
    """Whoever asked for the export may not have it any more."""


def deferred(
    request: HttpRequest, *, count: int, title: str, answer: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The file that `answer` makes; of more than MAX_AT_ONCE rows a page with a bar instead.

    count: rows. title: of what is exported. The address has to be one that a GET answers.
    """
    if count <= MAX_AT_ONCE or _reporter(request) is not None:
        return answer()
    kept = export_store.keep(
        path=request.get_full_path(), title=title, owner=request.user, total=count, at=timezone.now()
    )
    start(kept.key)
    return redirect("common_export", kept.key)


def let_export(view_name: str, may: Callable[[Any, ResolverMatch], bool]) -> None:
    """Let exports of an address run in the background that Wagtail answers itself.

    view_name: with its namespace. may: asked of the person and the address before a file is written.
    """
    _questions[view_name] = may


def start(key: uuid.UUID) -> None:
    """Have an export made in the background; a lost broker doesn't lose it."""
    from common.tasks import make_export

    enqueue_durably(make_export, str(key), subject=subject_of(key))


def subject_of(key: uuid.UUID) -> str:
    """By which the job of an export is found; the same name keeps two from making it."""
    return f"export:{key}"


def progress_of(
    keys: Iterable[uuid.UUID], *, now: datetime
) -> dict[uuid.UUID, tuple[ExportProgress, Outlook]]:
    """How far exports are, and how their jobs stand; one whose job is dead has failed. One query at most."""
    known = {key: export_store.progress(key, now=now) for key in keys}
    unsettled = [key for key, progress in known.items() if progress.state != ExportState.DONE]
    outlooks = jobs.outlooks([subject_of(key) for key in unsettled], now=now) if unsettled else {}
    found = {}
    for key, progress in known.items():
        outlook = outlooks.get(subject_of(key), Outlook.NONE)
        if outlook != Outlook.NONE:
            state = ExportState.FAILED if outlook == Outlook.FAILED else ExportState.RUNNING
            progress = ExportProgress(state, progress.done, progress.total)
        found[key] = progress, outlook
    return found


def counted(request: HttpRequest, rows: Iterable[_Row]) -> Iterator[_Row]:
    """The same rows; in the background each some hundred of them move the bar."""
    report = _reporter(request)
    for number, row in enumerate(rows, 1):
        if report is not None and number % PROGRESS_EVERY == 0:
            report(number)
        yield row


def make(key: uuid.UUID, *, at: datetime) -> ExportProgress:
    """What the task does: ask the address once more as its person, and keep the file. Safe to repeat.

    The person is asked for again: whoever lost the right meanwhile gets nothing.
    """
    known = export_store.progress(key, now=at)
    owner = get_user_model().objects.filter(pk=export_store.owner_of(key)).first()
    if known.state == ExportState.DONE or owner is None:
        return known
    with ongoing.reserved(subject_of(key), at=at) as holder:
        return known if holder is None else _make(key, owner, known, at)


def _make(key: uuid.UUID, owner: Any, known: ExportProgress, at: datetime) -> ExportProgress:
    def report(done: int) -> None:
        running = ExportProgress(done=done, total=known.total)
        export_store.set_progress(key, running, at=timezone.now())

    try:
        made = _made(key, owner, known, report, at)
    except _NotAllowed:
        made = ExportProgress(ExportState.FAILED, total=known.total)
    except Exception:
        logger.exception("An export failed")
        made = ExportProgress(ExportState.FAILED, total=known.total)
    export_store.set_progress(key, made, at=timezone.now())
    return made


def still_may(owner: Any, path: str) -> bool:
    """Whether a person may use the address of an export at this moment."""
    if not (owner.is_active and owner.has_perm("wagtailadmin.access_admin")):
        return False
    request = _request(owner, path)
    found = resolve(request.path_info)
    view_class = getattr(found.func, "view_class", None)
    if view_class is not None and issubclass(view_class, AdminBaseView):
        view = view_class()
        view.setup(request, *found.args, **found.kwargs)
        view.reader, view.now = owner, timezone.now()
        return bool(view.may())
    if (may := _questions.get(found.view_name)) is not None:
        return may(owner, found)
    # A list of wagtail-modeladmin is a method, behind Wagtail's own check.
    listed = getattr(inspect.unwrap(found.func), "__self__", None)
    return listed is not None and bool(listed.permission_helper.user_can_list(owner))


def _made(
    key: uuid.UUID, owner: Any, known: ExportProgress, report: Callable[[int], None], at: datetime
) -> ExportProgress:
    asked = export_store.find(key, owner=owner, now=at)
    if not still_may(owner, asked.path):
        raise _NotAllowed
    zone = getattr(owner, "zone", None) or timezone.get_default_timezone()
    with override(asked.language or None), timezone.override(zone), tempfile.TemporaryFile() as file:
        request = _request(owner, asked.path)
        request.export_report = report  # type: ignore[attr-defined]
        found = resolve(request.path_info)
        response = cast(HttpResponse, found.func(request, *found.args, **found.kwargs))
        if response.status_code != 200 or "attachment" not in response.get("Content-Disposition", ""):
            raise _NotAllowed
        for chunk in response:
            file.write(chunk)
        file.seek(0)
        size = export_store.keep_file(key, file)
    return ExportProgress(
        ExportState.DONE,
        done=known.total,
        total=known.total,
        file_name=_file_name(response),
        content_type=response["Content-Type"],
        size=size,
    )


def _request(owner: Any, path: str) -> HttpRequest:
    """A GET of this address, as the person would send it."""
    site = urlsplit(settings.SITE_URL)
    host = {"HTTP_HOST": site.netloc} if site.netloc else {}
    request: HttpRequest = RequestFactory().get(path, **host)  # type: ignore[arg-type]
    request.user = owner
    request.session = {}  # type: ignore[assignment]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def _reporter(request: HttpRequest) -> Callable[[int], None] | None:
    return getattr(request, "export_report", None)


def _file_name(response: HttpResponse) -> str:
    """What the file is called in the response's own words."""
    _before, _between, name = response["Content-Disposition"].partition('filename="')
    return name.partition('"')[0] or "export"
