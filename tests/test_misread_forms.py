"""Hidden fields of Wagtail's forms that hold what no page puts there: 400, and nothing is written."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Workflow

from accounts.roles import ADMINISTRATOR
from accounts.tests.factories import UserFactory
from learning.testing.clients import signed_in

pytestmark = pytest.mark.django_db

#: What the page sends of its two lists: no task, and one page.
NUMBERS: dict[str, Any] = {
    f"{form}-{name}": value
    for form, count in (("workflow_tasks", "0"), ("pages", "1"))
    for name, value in (("TOTAL_FORMS", count), ("INITIAL_FORMS", "0"), ("MIN_NUM_FORMS", "0"))
}


@pytest.mark.parametrize("page", ["NaN", "//elsewhere.invalid"])
def test_a_chosen_page_that_is_no_number_is_400(page: str) -> None:
    client = signed_in(UserFactory(roles=[ADMINISTRATOR]))
    known = Workflow.objects.count()
    answer = client.post(reverse("wagtailadmin_workflows:add"), {**NUMBERS, "name": "", "pages-0-page": page})
    assert answer.status_code == 400
    assert Workflow.objects.count() == known
