"""Lists of people as staff have them: pasted, in a CSV file, a cohort, or what a search finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from common.imports.columns import ImportColumn, ImportColumns
from common.imports.report import UnreadableFile
from common.imports.table_reader import Record, read_records
from common.imports.text_reader import MAX_FILE_BYTES, read_text
from learning.access.actions import ListedRecipient
from learning.access.models import BulkRecipient, Cohort

MOST_BYTES = MAX_FILE_BYTES

#: What the search among people looks at, as their list in the admin does.
SEARCHED = ("email", "first_name", "last_name", "display_name")

COLUMNS = ImportColumns(
    ImportColumn(
        "email",
        aliases=("mail", "email address", "mail address", "courriel", "adresse e-mail", "adresse mail"),
    ),
    ImportColumn("first_name", aliases=("given name", "prénom", "prenom")),
    ImportColumn("last_name", aliases=("surname", "family name", "nom", "nom de famille")),
)


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
    try:
        yield from _listed_in(content)
    except UnreadableFile as error:
        raise ListUnreadable(str(error.problem)) from error


def _listed_in(content: bytes) -> Iterator[ListedRecipient]:
    # Nothing would warn of a guessed encoding, and the names become those of accounts.
    records = read_records(read_text(content, guesses_encoding=False).text, COLUMNS)
    header = next(records, None)
    if header is None:
        raise UnreadableFile(_("The file is empty."))
    places = _places(header)
    if not places:  # a list without column names
        place = _place_of_address(header)
        yield _listed(header.line, header.cell(place))
        places = {"email": place}
    for record in records:
        cells = {name: record.cell(place) for name, place in places.items()}
        yield _listed(record.line, cells["email"], cells.get("first_name", ""), cells.get("last_name", ""))


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


def _places(header: Record) -> dict[str, int]:
    """Where each column stands, the first of several; empty if none holds addresses."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header.cells):
        if (column := COLUMNS.find(cell)) is not None:
            places.setdefault(column.name, place)
    return places if "email" in places else {}


def _place_of_address(first: Record) -> int:
    """Where the first line of a list without column names holds an address. Raises ListUnreadable."""
    for place in range(len(first.cells)):
        if _is_address(first.cell(place)):
            return place
    raise ListUnreadable(
        _("No “email” column found. The first line contains: %(found)s.")
        % {"found": ", ".join(cell.strip() for cell in first.cells)[:200]}
    )
