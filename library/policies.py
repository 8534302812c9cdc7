"""Who may fetch a file."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import policy_registry

from accounts.models import User
from common.verdict import Verdict
from library.files import LibraryFile
from library.models import AcademyDocument, AcademyImage, AcademyMedia, PrivateCollection

Person = User | AnonymousUser
#: Who asks: a person, or eyes that a request was lent, which the guards of upper apps understand.
Asker = Any
Guard = Callable[[Asker, datetime, LibraryFile], Verdict | None]

# What a person who works with the library may do to a file; any of it lets them see it.
_EDITORS_ACTIONS = {"change", "delete", "choose"}

_guards: list[Guard] = []


def register_guard(guard: Guard) -> Guard:
    """Ask `guard` about private files: it answers with a verdict, or None for what is not its business.

    The first guard that lets a person in decides. Guards are asked only about private files, after the
    editors' permissions; they must use a fixed number of queries. Registering twice is harmless.
    """
    if guard not in _guards:
        _guards.append(guard)
    return guard


def may_fetch(person: Person, moment: datetime, file: LibraryFile, *, eyes: Any = None) -> Verdict:
    """Whether `person` may have `file` at `moment`: it is public, they edit it, or a guard lets them.

    eyes: whose they look through (`eyes_of`); then what they may do themselves counts for nothing. Of a file
    that is not the library's, the app that it belongs to decides alone.
    """
    if file.decides is not None:
        return file.decides(person if eyes is None else eyes, moment, file)
    if not PrivateCollection.objects.holds(file.collection):
        return Verdict.yes("public")
    if eyes is None and _edits(person, file):
        return Verdict.yes("editor")
    refusal: Verdict | None = None
    for guard in _guards:
        verdict = guard(person if eyes is None else eyes, moment, file)
        if verdict:
            return verdict
        if refusal is None:
            refusal = verdict
    if refusal is None:
        return Verdict.no("private", _("This file belongs to a course you don't have access to."))
    return refusal


def eyes_of(request: HttpRequest) -> Any:
    """The eyes that a middleware of an upper app has lent the request for files; None: their own."""
    return getattr(request, "sees_files_as", None)


def _edits(person: Person, file: LibraryFile) -> bool:
    if not person.is_authenticated or not person.is_active:
        return False
    policy: Any = policy_registry.get_by_type(type(file.item))
    return policy.user_has_any_permission_for_instance(person, _EDITORS_ACTIONS, file.item)


def may_send_files(person: User) -> Verdict:
    """Whether they may send a file in parts: who may edit some page, or add to some collection."""
    may = {"add", "change"}
    if policy_registry.get_by_type(Page).user_has_any_permission(person, may) or any(
        policy_registry.get_by_type(model).user_has_permission(person, "add")
        for model in (AcademyDocument, AcademyImage, AcademyMedia)
    ):
        return Verdict.yes("editor")
    return Verdict.no("no_right", _("You don't have permission to upload files."))
