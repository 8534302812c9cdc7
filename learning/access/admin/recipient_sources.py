"""Lists of people as staff have them: pasted, in a CSV file, a cohort, or what a search finds."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.models import User
from learning.access.actions import ListedRecipient
from learning.access.models import BulkRecipient, Cohort

MOST_BYTES = 5 * 1024 * 1024

#: What the search among people looks at, as their list in the admin does.
SEARCHED = ("email", "first_name", "last_name", "display_name")

# Names of columns without their case, spaces and hyphens.
_EMAIL = frozenset(
    {"email", "mail", "emailaddress", "mailaddress", "courriel", "adresseemail", "adressemail"}
)
_FIRST_NAME = frozenset({"firstname", "givenname", "prénom", "prenom"})
_LAST_NAME = frozenset({"lastname", "surname", "familyname", "nom", "nomdefamille"})


class ListUnreadable(Exception):
    """The file can't be read as a list of people. Its words are for people."""


def from_text(text: str) -> Iterator[ListedRecipient]:
    """One address a line, or several with commas; `Jane Doe <jane@example.org>` is read as well."""
    for number, line in enumerate(text.splitlines(), 1):
        for piece in re.split("[,;]", re.sub('"[^"]*"', " ", line)):
            inside = re.search("<([^<>]*)>", piece)
            words = [inside[1].strip()] if inside else piece.split()
            if not all(_is_address(word) for word in words):
                words = [" ".join(piece.split())]  # as it stands there, so that it is recognised
            for word in words:
                yield _listed(number, word)


def from_file(content: bytes) -> Iterator[ListedRecipient]:
    """A CSV file with a column of addresses, perhaps with names. A list without column names will do, too.

    Raises ListUnreadable, also while it is gone through.
    """
    records = _records(_text_of(content))
    number, header = next(records, (0, []))
    if not header:
        raise ListUnreadable(_("The file is empty."))
    places = _places(header)
    if places is None:
        raise ListUnreadable(
            _("No “email” column found. The first line contains: %(found)s.")
            % {"found": ", ".join(cell.strip() for cell in header)[:200]}
        )
    if "first line" in places:
        yield _listed(number, header[places["email"]])
    for number, record in records:
        cells = {name: record[place].strip() for name, place in places.items() if place < len(record)}
        yield _listed(number, cells.get("email", ""), cells.get("first_name", ""), cells.get("last_name", ""))


def from_cohort(cohort: Cohort) -> Iterator[ListedRecipient]:
    """Those who are in now, in the order in which they came."""
    present = cohort.members.present().order_by("joined_at", "pk")
    return _known(present.values_list("person_id", "person__email"))


def from_search(text: str) -> Iterator[ListedRecipient]:
    """Those whom the list of people finds by these words."""
    return _known(found_by(text).order_by("email").values_list("pk", "email"))


def found_by(text: str) -> QuerySet[User]:
    query = Q()
    for field in SEARCHED:
        query |= Q(**{f"{field}__icontains": text})
    return User.objects.filter(query)


def _known(rows: Any) -> Iterator[ListedRecipient]:
    for number, (person_id, email) in enumerate(rows.iterator(), 1):
        yield ListedRecipient(number, email, person_id=person_id)


def _listed(number: int, address: str, first_name: str = "", last_name: str = "") -> ListedRecipient:
    address = address.strip()
    problem = "" if _is_address(address) else BulkRecipient.Problem.NO_ADDRESS
    return ListedRecipient(number, address, first_name, last_name, problem=problem)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _text_of(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise ListUnreadable(_("The file is larger than %(size)s.") % {"size": filesizeformat(MOST_BYTES)})
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ListUnreadable(
            _("The file isn't encoded in UTF-8. Save it from your spreadsheet as “CSV UTF-8”.")
        ) from error
    if "\0" in text:
        raise ListUnreadable(_("This isn't a text file. Save it from your spreadsheet as “CSV UTF-8”."))
    return text


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line on which it begins."""
    head = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield begins, record
            begins = reader.line_num + 1
    except csv.Error as error:
        raise ListUnreadable(
            _("The quotation marks don't match from line %(line)d on.") % {"line": begins}
        ) from error


def _places(header: list[str]) -> dict[str, int] | None:
    """Where each column stands; `first line` when that is no header but somebody. None: no addresses."""
    names = [re.sub(r"[\s_'’-]", "", cell).casefold() for cell in header]
    wanted = {"email": _EMAIL, "first_name": _FIRST_NAME, "last_name": _LAST_NAME}
    places = {
        column: place
        for column, known in wanted.items()
        if (place := next((number for number, name in enumerate(names) if name in known), None)) is not None
    }
    if "email" in places:
        return places
    addresses = [number for number, cell in enumerate(header) if _is_address(cell.strip())]
    return {"email": addresses[0], "first line": addresses[0]} if addresses else None
