"""The screen on which a marketer chooses what a new landing page starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home import actions
from home.models import HomePage
from home.pages.page_templates import BY_NAME, STARTS

if TYPE_CHECKING:
    from accounts.models import User


class PageTemplateForm(forms.Form):
    """The title of the page, and what it starts from."""

    title = forms.CharField(label=_("Title"), max_length=120)
    start = forms.ChoiceField(choices=[(start.name, start.label) for start in STARTS])


class PageTemplateView(WagtailAdminTemplateMixin, TemplateView):
    """Asks for a title and a start, and leads to the editor of the draft."""

    page_title = _("New landing page")
    header_icon = "doc-empty-inverse"
    template_name = "home/admin/start.html"

    @cached_property
    def home(self) -> HomePage:
        home = get_object_or_404(HomePage, pk=self.kwargs["home_id"])
        if not home.permissions_for_user(self.request.user).can_add_subpage():
            raise PermissionDenied
        return home

    @cached_property
    def form(self) -> PageTemplateForm:
        return PageTemplateForm(self.request.POST or None, initial={"start": STARTS[0].name})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        empty_url = reverse("wagtailadmin_pages:add", args=["home", "landingpage", self.home.pk])
        return super().get_context_data(
            **kwargs, home=self.home, starts=STARTS, form=self.form, empty_url=f"{empty_url}?empty=1"
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        home = self.home
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        data = self.form.cleaned_data
        page = actions.start_landing_page(
            home=home, start=BY_NAME[data["start"]], title=data["title"], actor=cast("User", request.user)
        )
        messages.success(request, _("Draft created. Replace the sample text, then publish."))
        return redirect("wagtailadmin_pages:edit", page.pk)
