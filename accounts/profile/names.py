"""What a person may be called: no address, for names stand in emails and on other people's screens."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ADDRESS_IN_NAME = _("A name can't contain an email address or URL. Put a space after a full stop.")

#: A dot between two labels, as mail programs make links of: “visit.example”, “www.visit”, “visit.com/prize”.
_DOTTED = re.compile(r"([^\W_][\w-]*)\.([^\W\d_][\w-]+)")
_NAMED = re.compile(r"://|\S@\S|\bwww\.|\bmailto:|\bhttps?:", re.IGNORECASE)
#: Written without the space that belongs there: “J.Smith”, “St.John”, “Dr.Jones”; and degrees: “B.Sc”.
_ABBREVIATED = re.compile(r"[A-Z]|St|Dr|Mr|Ms|Mrs|Prof|Jr|Sr|Fr|Ste")
_SURNAME = re.compile(r"[A-Z][a-zà-ÿ'’-]{3,}")  # noqa: RUF001  (names are written with either apostrophe)
_DEGREES = re.compile(r"[BMD]\.(Sc|Ed|Eng|Phil|Tech|Arch|Mus|Des|Res|Litt|Pharm)")


def holds_address(name: str) -> bool:
    """Whether a name holds an email address or URL, or what mail programs would make a link of."""
    letters = unicodedata.normalize("NFKC", name)
    seen = "".join(letter for letter in letters if unicodedata.category(letter) != "Cf")
    seen = seen.replace("\u3002", ".")  # a full stop of East Asia, which browsers take for a dot
    return bool(_NAMED.search(seen)) or any(_is_address(found) for found in _DOTTED.finditer(seen))


def _is_address(found: re.Match[str]) -> bool:
    before, after = found.groups()
    if _DEGREES.fullmatch(found.group()):
        return False
    return not (_ABBREVIATED.fullmatch(before) and _SURNAME.fullmatch(after))


def without_address(name: str) -> str:
    """The name, or nothing when it holds an address: for names that come from where no form can ask."""
    return "" if holds_address(name) else name


def name_without_address(value: str) -> str:
    """The name as it is. Raises ValidationError when it holds an address."""
    if holds_address(value):
        raise ValidationError(ADDRESS_IN_NAME, code="address_in_name")
    return value
