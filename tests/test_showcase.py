"""What `make lighthouse` calls good enough, and where the showcase's own addresses stand."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import Resolver404, resolve

from scripts import lighthouse, screenshots
from scripts.showcase import SOURCES, fingerprint


def run(**scores: int) -> dict[str, Any]:
    """A report of Lighthouse, all perfect but for what is named: seo=50."""
    categories = {}
    for category in lighthouse.CATEGORIES:
        score = scores.get(category.replace("-", "_"), 100)
        categories[category] = {"score": score / 100, "auditRefs": [{"id": f"{category}-audit", "weight": 1}]}
    audits = {
        f"{name}-audit": {"score": each["score"], "title": f"What {name} found"}
        for name, each in categories.items()
    }
    return {"categories": categories, "audits": audits}


@pytest.mark.parametrize(
    ("reports", "outcome"),
    [
        ({"home": [run()]}, 0),
        ({"home": [run(performance=95)]}, 0),
        ({"home": [run(performance=94)]}, 1),
        ({"home": [run()], "course": [run(seo=69)]}, 1),
        ({"lesson": [run(seo=54)]}, 0),
        ({"lesson": [run(accessibility=94)]}, 1),
        ({"home": [run(performance=60), run(), run()]}, 0),
        ({"home": [run(performance=60), run(performance=70), run()]}, 1),
    ],
)
def test_at_least_95_in_the_median_of_what_counts(reports: dict[str, Any], outcome: int) -> None:
    assert lighthouse.tell(reports) == outcome


def test_what_cost_points_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    lighthouse.tell({"lesson": [run(performance=80, seo=50)]})
    said = capsys.readouterr().out
    assert "lesson: performance: What performance found" in said
    assert "seo found" not in said


def test_the_showcases_addresses_are_not_the_sites() -> None:
    assert resolve("/styleguide/", urlconf="scripts.showcase_urls").url_name == "styleguide"
    assert resolve("/styleguide/").url_name == "wagtail_serve"
    assert resolve("/media/x.png", urlconf="scripts.showcase_urls").kwargs["path"] == "x.png"
    with pytest.raises(Resolver404):
        resolve("/media/x.png")


def test_a_change_of_the_demo_asks_for_a_new_academy() -> None:
    assert fingerprint() == fingerprint()
    assert fingerprint(SOURCES[:1]) != fingerprint()


def test_every_screen_is_looked_at_by_somebody_who_may() -> None:
    assert set(screenshots.VIEWERS.values()) <= {"learner", "admin"}
    assert set(lighthouse.SCREENS) >= {"home", "catalogue", "course", "landing", "lesson"}
