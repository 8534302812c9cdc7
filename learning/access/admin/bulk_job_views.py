"""The screens of access for many people: prepared, previewed, run, and what came of it."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from accounts.policies import may_create_account
from common.imports.csv_export import csv_response
from learning.access import actions
from learning.access.models import BulkEnrolmentJob
from learning.classroom.staff import policies
from learning.classroom.staff.bulk_forms import BulkForm
from learning.classroom.staff.bulk_record import LINES_SHOWN, bulk_record, labels, outcome_lines
from learning.classroom.staff.people_lists import ListUnreadable

LIST_URL = "academy_access-for-many_modeladmin_index"
POLL_SECONDS = 2


class ForMany(WagtailAdminTemplateMixin, TemplateView):
    """A screen for those who may open courses; with `public_id`, about one job."""

    header_icon = "group"
    page_title = gettext_lazy("Bulk enrolment")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.reader = cast(User, request.user)
        self.now = timezone.now()
        if not policies.may_change_access(self.reader):
            raise PermissionDenied
        if "public_id" in kwargs:
            jobs = BulkEnrolmentJob.objects.select_related("created_by", "started_by")
            self.bulk = get_object_or_404(jobs, public_id=kwargs["public_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST_URL), "label": _("Bulk enrolment")},
            {"url": "", "label": self.get_page_subtitle() or _("New bulk enrolment")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"list_url": reverse(LIST_URL)}


class PrepareView(ForMany):
    """Say which courses open to whom. What that would change is shown before anything happens."""

    template_name = "classroom/admin/bulk_new.html"

    def form(self) -> BulkForm:
        may_invite = bool(may_create_account(self.reader, ()))
        if self.request.method == "POST":
            return BulkForm(self.request.POST, self.request.FILES, may_invite=may_invite)
        asked = {name: self.request.GET[name] for name in ("cohort", "search") if name in self.request.GET}
        initial = {"source": next(iter(asked))} | asked if asked else {}
        return BulkForm(initial=initial, may_invite=may_invite)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.setdefault("form", self.form())
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form()
        if form.is_valid():
            try:
                bulk = actions.prepare_bulk(**form.job, by=self.reader, at=self.now)
                return redirect("classroom_staff:bulk", bulk.public_id)
            except ListUnreadable as refusal:
                form.add_error("file", str(refusal))
            except (actions.BulkRefused, actions.EndsBeforeStart) as refusal:
                form.add_error(None, str(refusal))
        return self.render_to_response(self.get_context_data(form=form), status=422)


class BulkView(ForMany):
    """One job: what it would change, how far it is, or what came of it.

    While it runs, htmx asks for the part that moves; without scripts the page loads itself again.
    """

    template_name = "classroom/admin/bulk.html"

    def get_page_subtitle(self) -> str:
        return str(self.bulk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "bulk": self.bulk,
            "record": bulk_record(self.bulk),
            "labels": labels(),
            "lines_shown": LINES_SHOWN,
            "is_stalled": self.bulk.is_stalled_at(self.now),
            "poll_seconds": POLL_SECONDS,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(request, "htmx", False):
            return super().get(request, *args, **kwargs)
        if self.bulk.state != BulkEnrolmentJob.State.RUNNING:
            return HttpResponse(headers={"HX-Refresh": "true"})
        self.template_name = "classroom/admin/bulk_progress.html"
        return super().get(request, *args, **kwargs)


class DoView(ForMany):
    """Start a job, stop it, let it go on, or count anew what it would change."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb = kwargs["verb"]
        if verb == "start":
            try:
                actions.start_bulk(bulk=self.bulk, by=self.reader, at=self.now)
            except actions.EndsBeforeStart as refusal:
                messages.error(request, str(refusal))
        elif verb == "stop":
            actions.stop_bulk(bulk=self.bulk, by=self.reader, at=self.now)
            messages.success(request, _("Job stopped. Access already granted is kept."))
        elif verb == "count":
            actions.foresee_bulk(bulk=self.bulk, at=self.now)
        else:
            raise Http404("there is nothing of the kind to do")
        return redirect("classroom_staff:bulk", self.bulk.public_id)


class OutcomesView(ForMany):
    """What became of each line, as a CSV file; `?only=unknown`: of those whom nobody knows."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        unknown_only = request.GET.get("only") == "unknown"
        name = "unknown.csv" if unknown_only else f"access-{self.bulk.created_at:%Y-%m-%d}.csv"
        return csv_response(outcome_lines(self.bulk, unknown_only=unknown_only), file_name=name)
