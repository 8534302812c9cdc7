"""The report of rules that can't work, in Wagtail's admin."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from learning.courses.selectors import course_ids_taught_by

from ..engine.rule_checks import RuleFinding, rules_that_cannot_work
from . import policies


class RulesView(WagtailAdminTemplateMixin, TemplateView):
    """Everything found; an instructor reads of their own courses."""

    template_name = "access/admin/rules.html"
    page_title = gettext_lazy("Access rule problems")
    header_icon = "warning"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.may_see_rules(cast(User, request.user)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"findings": self._findings()}

    def _findings(self) -> list[RuleFinding]:
        found = rules_that_cannot_work(at=timezone.now())
        reader = cast(User, self.request.user)
        if policies.may_see_all_rules(reader):
            return found
        taught = course_ids_taught_by(reader)
        return [one for one in found if one.course_id in taught]


class RulesMenuItem(MenuItem):
    """In the menu of reports, for those who may read it."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Access rule problems"),
            reverse("access_staff:rules"),
            name="rules-that-cannot-work",
            icon_name="warning",
            order=1100,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policies.may_see_rules(cast(User, request.user)))
