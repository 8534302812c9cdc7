"""The base classes of our own screens in Wagtail's admin.

`AdminView` is a page, `AdminFormView` a page with one form, `AdminActionView` an address without a page: what
a button posts to, or a file. All three know who looks (`reader`) and when (`now`), and ask `may` before they
do anything:

    class SuspendView(AdminFormView):
        page_title = gettext_lazy("Suspend")

        def may(self) -> Verdict:
            return policies.may_suspend(self.reader, self.person)

        @cached_property
        def person(self) -> User:
            return get_object_or_404(User, public_id=self.kwargs["public_id"])

What the address names is a `cached_property` that raises Http404; whatever shows the page has to read it. A
subclass narrows the right with `super().may() and …`: a refusal is false, so the first one is the answer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, ClassVar, Protocol, cast

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.auth import reject_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from common.http.error_pages import short_answer
from common.verdict import Verdict

#: One step of the way to a screen, as Wagtail's header reads it: `url` and `label`.
Breadcrumb = dict[str, Any]


def breadcrumb(label: Any, url: str = "") -> Breadcrumb:
    """A step on the way to a screen. url: empty for the screen itself."""
    return {"url": url, "label": label}


class AdminBaseView(View, ABC):
    """Asks `may` before anything else; whoever isn't signed in is sent to sign in.

    reader: the account that is signed in. now: the moment of the request. Both are there from `may` on.
    """

    reader: Any
    now: datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return cast(HttpResponse, reject_request(request))
        self.reader, self.now = request.user, timezone.now()
        if not (verdict := self.may()):
            return self.refused(verdict)
        request.admin_view = self  # type: ignore[attr-defined]  # of whom it is about, common.personal_data reads
        return super().dispatch(request, *args, **kwargs)

    @abstractmethod
    def may(self) -> Verdict:
        """Whether the reader may use this screen. May raise Http404 for what the address names."""

    def refused(self, verdict: Verdict) -> HttpResponse:
        """A page of the admin that says why not, with status 403; scripts and htmx get the sentence alone."""
        if self.request.headers.get("X-Requested-With") == "XMLHttpRequest":
            raise PermissionDenied(verdict.sentence)
        short = short_answer(self.request, 403, verdict.code, verdict.sentence)
        return short or render(self.request, "common/admin/refused.html", {"verdict": verdict}, status=403)


class AdminActionView(AdminBaseView):
    """An address without a page: what a button posts to, or a file. Subclasses give `post` or `get`."""


class AdminView(AdminBaseView, WagtailAdminTemplateMixin, TemplateView):
    """A page in Wagtail's admin.

    page_title, header_icon and template_name are class attributes; `get_page_subtitle` says what it is about.
    """

    def parents(self) -> list[Breadcrumb]:
        """The breadcrumbs between the admin's first page and this one, such as the list that leads here."""
        return []

    def get_breadcrumb_label(self) -> Any:
        """What this page is called at the end of its breadcrumbs."""
        return self.get_page_title()

    def get_breadcrumbs_items(self) -> list[Breadcrumb]:
        return [*self.breadcrumbs_items, *self.parents(), breadcrumb(self.get_breadcrumb_label())]


class RunningWorkView(AdminView):
    """The page of work that may be running.

    While it runs, htmx asks for the part that moves (`progress_template`), and for the page once it ended.
    """

    progress_template: str

    @abstractmethod
    def is_running(self) -> bool:
        """Whether there is still something to wait for."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(request, "htmx", False):
            return super().get(request, *args, **kwargs)
        if not self.is_running():
            return HttpResponse(headers={"HX-Refresh": "true"})
        self.template_name = self.progress_template
        return super().get(request, *args, **kwargs)


class Warns(Protocol):
    """What a person has to agree to before a form is saved. key: tells one such warning from another."""

    @property
    def key(self) -> str: ...


class AdminFormView(AdminView):
    """A page with one form: what it does is `done`, and where it leads is `back`.

    A form with mistakes, or that `done` refuses, is shown again with status 422 and nothing is written.
    button, explanation: words of the page. is_serious: the button is red. refusals: what `done` raises when
    it declines, in words for people.
    """

    template_name = "common/admin/form.html"
    button: Any = _("Save")
    explanation: Any = ""
    is_serious = False
    refusals: ClassVar[tuple[type[Exception], ...]] = ()

    @abstractmethod
    def form_for(self, data: Any, files: Any = None) -> BaseForm:
        """The form. data, files: what was sent; None to show it for the first time."""

    @abstractmethod
    def done(self, form: Any) -> Any:
        """Do what a valid form asks. A response is answered as it is, else `back` is. Raises `refusals`."""

    @abstractmethod
    def back(self) -> str:
        """The address that "Cancel" leads to, and that follows when it is done."""

    def warning(self, form: Any) -> Warns | None:
        """What a person has to agree to before a valid form is saved, if anything."""
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_for(request.POST, request.FILES)
        if not form.is_valid():
            return self.answer(form)
        warning = self.warning(form)
        if warning is not None and request.POST.get("agreed") != warning.key:
            return self.answer(form, warning=warning)
        try:
            response = self.done(form)
        except self.refusals as refused:
            form.add_error(None, str(refused))
            return self.answer(form)
        return response if isinstance(response, HttpResponse) else redirect(self.back())

    def answer(self, form: BaseForm, **context: Any) -> HttpResponse:
        """The page once more, with what was sent."""
        return self.render_to_response(self.get_context_data(form=form, **context), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if kwargs.get("form") is None:
            kwargs["form"] = self.form_for(None)
        return {
            "button": self.button,
            "explanation": self.explanation,
            "is_serious": self.is_serious,
            "back_url": self.back(),
            **super().get_context_data(**kwargs),
        }
