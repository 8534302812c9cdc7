"""Values that nobody means, in each place of each address and in each field that a view looks for: never an
error of ours. The same ones each time; `make fuzz ARGS="addresses"` draws others for as long as it is given.
"""

from __future__ import annotations

import random
from itertools import cycle

import pytest

from tests.crawl.arguments import every_address
from tests.crawl.furnished import Furnished
from tests.crawl.odd_values import OddRequests, pages, place_of, unstorable_bodies
from tests.crawl.outcomes import Asker
from tests.roles import ADMIN

PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_no_value_is_an_error_of_ours(furnished: Furnished, part: int) -> None:
    places = [place_of(*each) for each in every_address(furnished)] + list(pages(furnished))
    requests = OddRequests(furnished, random.Random(part))
    wrong = [words for place in places[part::PARTS] for words in requests.tried(place, times=1)]
    assert not wrong, "\n".join(wrong)


def test_text_that_no_database_keeps_is_refused_everywhere(furnished: Furnished) -> None:
    asker = Asker(furnished, ADMIN)
    wrong = []
    for (address, path), body in zip(every_address(furnished), cycle(range(4)), strict=False):
        extra = unstorable_bodies()[body]
        response, complaint = asker.ask("post", path, headers={"Accept": "application/json"}, **extra)
        if complaint or response.status_code not in (400, 404):
            wrong.append(f"{address.key} {path} {str(extra)[:60]}: {response.status_code} {complaint}")
    assert not wrong, "\n".join(wrong)
