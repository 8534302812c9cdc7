"""Pages of bundles in the editor: what they refuse to be saved as."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from learning.access.models import BundlePage
from learning.testing import courses
from learning.testing.access import make_bundle

pytestmark = pytest.mark.django_db


def edited(page: BundlePage, kind: str, tiers: list[str], **fields: Any) -> Any:
    """The editor's answer when the bundle is saved with these tiers, one for each of its courses."""
    client, items = Client(), list(page.items.all())
    client.force_login(courses.make_manager())
    rows = [
        {"id": item.pk, "course": item.course_id, "tier": tier, "ORDER": str(number), "DELETE": ""}
        for number, (item, tier) in enumerate(zip(items, tiers, strict=True))
    ]
    data = {
        "title": page.title,
        "slug": page.slug,
        "intro": "",
        "description": rich_text(""),
        "kind": kind,
        "pick_count": "",
        "items": inline_formset(rows, initial=len(rows), min=1),
        "comments": inline_formset([]),
        **fields,
    }
    return client.post(f"/admin/pages/{page.pk}/edit/", nested_form_data(data))


@pytest.mark.parametrize(
    ("kind", "tiers", "fields", "complaint"),
    [
        ("pick", ["", ""], {"pick_count": "3"}, "There are only 2 courses to pick from"),
        ("pick", ["", ""], {}, "Enter how many courses learners pick."),
        ("tiered", ["Small", ""], {}, "Enter a tier."),
        ("tiered", ["Small", "Large"], {}, ""),
        ("pick", ["", ""], {"pick_count": "2"}, ""),
        ("fixed", ["", ""], {}, ""),
    ],
)
def test_an_impossible_bundle_is_not_saved(
    kind: str, tiers: list[str], fields: dict[str, str], complaint: str
) -> None:
    page = make_bundle(*((courses.make_course(lessons=1), "") for _number in range(2)))
    answer = edited(page, kind, tiers, **fields)
    if not complaint:
        assert answer.status_code == 302, answer.context["form"].errors
        return
    assert complaint in answer.content.decode()
    assert not page.revisions.exists()
