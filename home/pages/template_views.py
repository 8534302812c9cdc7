"""The screen on which a marketer chooses what a new landing page starts from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from common.admin.views import AdminFormView
from common.verdict import Verdict
from home import actions
from home.models import HomePage
from home.pages.page_templates import BY_NAME, STARTS


class PageTemplateForm(forms.Form):
    """The title of the page, and what it starts from."""

    title = forms.CharField(label=_("Title"), max_length=120)
    start = forms.ChoiceField(choices=[(start.name, start.label) for start in STARTS])


class PageTemplateView(AdminFormView):
    """Asks for a title and a start, and leads to the editor of the draft."""

    page_title = _("New landing page")
    header_icon = "doc-empty-inverse"
    template_name = "home/admin/start.html"

    @cached_property
    def home(self) -> HomePage:
        return get_object_or_404(HomePage, pk=self.kwargs["home_id"])

    def may(self) -> Verdict:
        if self.home.permissions_for_user(self.reader).can_add_subpage():
            return Verdict.yes()
        return Verdict.no("not_a_marketer", gettext("Your role doesn't allow you to create landing pages."))

    def back(self) -> str:
        return reverse("wagtailadmin_explore", args=[self.home.pk])

    def form_for(self, data: Any, files: Any = None) -> PageTemplateForm:
        return PageTemplateForm(data, initial={"start": STARTS[0].name})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        empty_url = reverse("wagtailadmin_pages:add", args=["home", "landingpage", self.home.pk])
        return super().get_context_data(
            **kwargs, home=self.home, starts=STARTS, empty_url=f"{empty_url}?empty=1"
        )

    def done(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        page = actions.start_landing_page(
            home=self.home, start=BY_NAME[data["start"]], title=data["title"], actor=self.reader
        )
        messages.success(self.request, _("Draft created. Replace the sample text, then publish."))
        return redirect("wagtailadmin_pages:edit", page.pk)
