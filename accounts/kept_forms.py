"""What somebody sent from a page whose session had ended, kept until they are signed in again.

Without a script a page can't notice that its session ended, and a form that is sent then would be lost on the
way to the sign-in form. It is kept in the visitor's session, which signing in carries over, and offered to
the account that the page was drawn for: to nobody else, and sent only when that person says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse

from . import device
from .models import User

SESSION_KEY = "kept_form"
KEPT_FOR = timedelta(hours=2)
#: Longer forms are not kept: characters of names and values together.
MOST_SIGNS = 500_000
#: Fields of the machinery, which a form that is sent again gets anew.
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", device.FIELD})
_PASSWORD = "password"  # noqa: S105  (part of the names of fields that are never kept)


@dataclass(frozen=True, slots=True)
class KeptForm:
    """address: where it was sent. page: where it was filled in; empty: not known.

    fields: names and values in their order. file_names: of files, which a browser has to be given again.
    account: what devices call the account of its page.
    """

    address: str
    page: str
    fields: tuple[tuple[str, str], ...]
    file_names: tuple[str, ...]
    account: str

    @property
    def texts(self) -> tuple[str, ...]:
        """What was typed as words, to be read before it is sent."""
        return tuple(value for _name, value in self.fields if len(value.split()) > 1)


def keep(request: HttpRequest, *, at: datetime) -> bool:
    """Keep what this request sent. False: it is not of a kind that is kept, and nothing was changed.

    Only what a page of this site sent, as its browser says: nobody is led to send what another site wrote.
    """
    account = request.POST.get(device.FIELD) or request.COOKIES.get(device.COOKIE, "")
    if request.method != "POST" or not account or _is_about_signing_in(request):
        return False
    if not _is_of_this_site(request):
        return False
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name not in _NOT_TYPED and _PASSWORD not in name
        for value in values
        if isinstance(value, str)
    ]
    if sum(len(name) + len(value) for name, value in fields) > MOST_SIGNS:
        return False
    request.session[SESSION_KEY] = {
        "address": request.get_full_path(),
        "page": urlsplit(request.headers.get("Referer", "")).path,
        "fields": fields,
        "file_names": [file.name for files in request.FILES.lists() for file in files[1]],
        "account": account,
        "kept_at": at.isoformat(),
    }
    return True


def kept_form(request: HttpRequest, *, at: datetime) -> KeptForm | None:
    """What is kept in the visitor's session; None: nothing, or it is too long ago."""
    kept: dict[str, Any] | None = request.session.get(SESSION_KEY)
    if kept is None or at - datetime.fromisoformat(kept["kept_at"]) > KEPT_FOR:
        return None
    fields = tuple((name, value) for name, value in kept["fields"])
    return KeptForm(kept["address"], kept["page"], fields, tuple(kept["file_names"]), kept["account"])


def forget(request: HttpRequest) -> None:
    """Keep it no longer."""
    request.session.pop(SESSION_KEY, None)


def forget_sent(request: HttpRequest) -> None:
    """Keep what was sent to this address no longer, now that it has arrived."""
    kept: dict[str, Any] | None = request.session.get(SESSION_KEY)
    if kept is not None and kept["address"] == request.get_full_path():
        forget(request)


def belongs_to(form: KeptForm, person: User) -> bool:
    return form.account == device.device_name(person)


def _is_of_this_site(request: HttpRequest) -> bool:
    """By the header that browsers send with each form, and no page of another site can write."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    said = urlsplit(origin)
    return (said.scheme, said.netloc) == (request.scheme, request.get_host())


def _is_about_signing_in(request: HttpRequest) -> bool:
    return request.path_info.startswith((reverse("account_login"), reverse("account_signup"), "/_allauth/"))
