"""Which roles need a second factor, in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts import actions, policies, selectors
from accounts.models import RequiredSecondFactor
from accounts.roles import STAFF_ROLES
from common.admin.views import AdminFormView
from common.verdict import Verdict

from .forms import SecondFactorForm


class SecondFactorView(AdminFormView):
    """Roles to tick, and below them who is still without."""

    page_title = gettext_lazy("Second factor")
    header_icon = "key"
    template_name = "accounts/admin/second_factor.html"
    explanation = gettext_lazy(
        "People with a role that you select can open the admin and use API tokens only once they have set up "
        "an authenticator app or a security key."
    )

    def may(self) -> Verdict:
        return policies.may_require_second_factors(self.reader)

    def back(self) -> str:
        return reverse("accounts_second_factor")

    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        required = list(RequiredSecondFactor.objects.values_list("role", flat=True))
        return SecondFactorForm(data, initial={"roles": required})

    def done(self, form: Any) -> None:
        wanted = form.cleaned_data
        actions.require_second_factors(
            roles=wanted["roles"], grace_days=wanted["grace_days"], actor=self.reader, at=self.now
        )
        messages.success(self.request, _("Saved."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = dict(RequiredSecondFactor.objects.values_list("role", "due_at"))
        without = selectors.without_second_factor()
        rows = [
            {"role": _(role), "due_at": due.get(role), "without": without.get(role, 0)}
            for role in STAFF_ROLES
        ]
        return super().get_context_data(**kwargs) | {"rows": rows}
