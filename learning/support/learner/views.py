"""The screen with everything about one learner, in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from common.admin.views import Breadcrumb
from learning.access.admin.learner_base import LearnerAdminView
from learning.access.admin.policies import may_change_access, may_change_members, may_mark_paid_up

from ..policies import may_preview_as
from .record import learner_record


class LearnerView(LearnerAdminView):
    """Everything about one learner."""

    template_name = "support/learner.html"
    page_title = gettext_lazy("Learner")

    def parents(self) -> list[Breadcrumb]:
        return []

    def get_breadcrumb_label(self) -> str:
        return self.person.get_display_name()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "record": learner_record(self.person, at=self.now),
            "may_change": bool(may_change_access(self.reader)),
            "may_change_members": bool(may_change_members(self.reader)),
            "may_mark_paid": bool(may_mark_paid_up(self.reader)),
            "may_preview": bool(may_preview_as(self.reader, self.person)),
        }
