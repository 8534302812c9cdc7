"""Every address of the site × nine kinds of people × GET, HEAD and POST, on files collected as on a server.

`table.py` says for each address who gets in. All are asked for other people's things. Nobody is ever answered
with an error of ours or shown what is not for them, and a refusal writes nothing.
"""

from __future__ import annotations

import pytest

from tests.crawl.arguments import Address, addresses, every_address
from tests.crawl.furnished import Furnished
from tests.crawl.outcomes import ROLES, Asker, is_let_in
from tests.crawl.table import entry_of, unused

#: So many tests for each kind of people: workers share them evenly.
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("who", ROLES)
def test_who_gets_in_where(furnished: Furnished, who: str, part: int) -> None:
    asker = Asker(furnished, who)
    wrong = [
        f"{address.key} {path}: {complaint}"
        for address, path in every_address(furnished)[part::PARTS]
        for complaint in complaints(asker, address, path)
    ]
    assert wrong == []


def complaints(asker: Asker, address: Address, path: str) -> list[str]:
    """What is wrong with the answers that somebody gets at an address."""
    entry = entry_of(address.key)
    assert entry, f"{address.key} needs a line in table.txt"
    found = []
    takes_get = True
    for method in ("get", "head", "post"):
        may = asker.who in (entry.writers if method == "post" else entry.readers)
        response, complaint = asker.ask(method, path, may_write=may)
        is_in = is_let_in(response)
        if method == "get":
            takes_get = response.status_code != 405
        if method == "head" and (not takes_get or response.status_code in (400, 405)):
            continue  # what HEAD is for where nothing is read, or it isn't known: `tests/addresses` tells
        if complaint:
            found.append(f"{method}: {complaint}")
        if is_in is (not may) or (is_in is None and may and method != "post"):
            found.append(f"{method}: {response.status_code} for somebody who may{'' if may else ' not'}")
    return found


def test_every_address_has_an_entry_and_every_entry_an_address(furnished: Furnished) -> None:
    asked = [address.key for address, _path in every_address(furnished)]
    assert [key for key in asked if entry_of(key) is None] == []
    assert unused(address.key for address in addresses()) == []
