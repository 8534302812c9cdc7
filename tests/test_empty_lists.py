"""A list of records without one says what will stand there, for nobody creates them in the list."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from wagtail_modeladmin.options import ModelAdmin

from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from common.admin.readonly_admin import RecordAdmin

pytestmark = pytest.mark.django_db


def lists(kind: type = RecordAdmin) -> list[type[ModelAdmin]]:
    below = [found for each in kind.__subclasses__() for found in lists(each)]
    return sorted({*below, *([kind] if getattr(kind, "model", None) else [])}, key=lambda each: each.__name__)


def address_of(kind: type[ModelAdmin]) -> str:
    return reverse(f"{kind.base_url_path.replace('/', '_')}_modeladmin_index")


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[ADMINISTRATOR]))
    return client


@pytest.mark.parametrize("kind", lists(), ids=lambda kind: kind.__name__)
def test_an_empty_list_says_what_will_stand_there(staff: Client, kind: type[RecordAdmin]) -> None:
    for row in kind.model._default_manager.all():  # nothing that migrations made
        row.delete()
    page = unescape(" ".join(staff.get(address_of(kind)).content.decode().split()))
    assert str(kind.empty_text or f"There are no {kind.model._meta.verbose_name_plural} yet.") in page
    assert "been created yet" not in page


@pytest.mark.parametrize("kind", lists(), ids=lambda kind: kind.__name__)
def test_the_name_of_several_is_one_of_several(kind: type[RecordAdmin]) -> None:
    """It stands in “there are no … matching your search”."""
    meta = kind.model._meta
    assert str(meta.verbose_name_plural) != str(meta.verbose_name)
    assert str(meta.verbose_name_plural).endswith("s")
