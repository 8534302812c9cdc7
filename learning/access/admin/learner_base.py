"""What the screens about one learner have in common, here and in the apps above."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from accounts.models import User
from common.addresses import address_of
from common.admin.views import AdminBaseView, AdminView, Breadcrumb, breadcrumb
from common.verdict import Verdict

from . import policies


class LearnerBaseView(AdminBaseView):
    """Something about the person whose `public_id` the address names, for those who may see learners."""

    def may(self) -> Verdict:
        return policies.may_see_learners(self.reader)

    @cached_property
    def person(self) -> User:
        return get_object_or_404(User, public_id=self.kwargs["public_id"])

    @property
    def learner_url(self) -> str:
        """The screen with everything about the person, which an upper app has."""
        return address_of("learner", self.person.public_id)


class LearnerAdminView(LearnerBaseView, AdminView):
    """A page about one person, below the screen with everything about them."""

    header_icon = "user"

    def get_page_subtitle(self) -> str:
        return self.person.get_display_name()

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(self.person.get_display_name(), self.learner_url)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"person": self.person, "learner_url": self.learner_url}
