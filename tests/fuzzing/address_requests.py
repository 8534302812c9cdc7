"""Odd values at every address of the site, drawn for some time: a test tries only a few of them."""

from __future__ import annotations

import random
import time

from django.core.cache import cache

from tests.crawl.arguments import every_address
from tests.crawl.odd_values import OddRequests, pages, place_of
from tests.fuzzing.academy import academy


def main(seconds: str) -> int:
    """seconds: how long. Returns 1 when something was found."""
    until = time.monotonic() + float(seconds)
    chance = random.Random()
    found: set[str] = set()
    with academy() as furnished:
        places = [place_of(*each) for each in every_address(furnished)] + list(pages(furnished))
        requests = OddRequests(furnished, chance)
        tried = 0
        while time.monotonic() < until:
            place = chance.choice(places)
            cache.clear()
            for words in requests.tried(place, times=3):
                if (kind := f"{place.key} {words.rpartition(': ')[2][:80]}") not in found:
                    found.add(kind)
                    print(words)
            tried += 1
    print(f"addresses: {tried} places were tried, {len(found)} unexpected answers")
    return 1 if found else 0
