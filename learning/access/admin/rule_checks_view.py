"""The report of rules that can't work, in Wagtail's admin."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem

from accounts.models import User
from common.admin.views import AdminView
from common.verdict import Verdict
from learning.courses.selectors import course_ids_taught_by

from ..engine.rule_checks import RuleFinding, rules_that_cannot_work
from . import policies


class RulesView(AdminView):
    """Everything found; an instructor reads of their own courses."""

    template_name = "access/admin/rules.html"
    page_title = gettext_lazy("Access rule problems")
    header_icon = "warning"

    def may(self) -> Verdict:
        return policies.may_see_rules(self.reader)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"findings": self._findings()}

    def _findings(self) -> list[RuleFinding]:
        found = rules_that_cannot_work(at=self.now)
        if policies.may_see_all_rules(self.reader):
            return found
        taught = course_ids_taught_by(self.reader)
        return [one for one in found if one.course_id in taught]


class RulesMenuItem(MenuItem):
    """In the menu of reports, for those who may read it."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Access rule problems"),
            reverse("access_admin:rules"),
            name="rules-that-cannot-work",
            icon_name="warning",
            order=1100,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policies.may_see_rules(cast(User, request.user)))
