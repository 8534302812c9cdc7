"""The screens of bulk enrolment: a job is prepared, previewed and run, and says what came of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.policies import may_create_account
from common.admin.views import (
    AdminActionView,
    AdminBaseView,
    AdminFormView,
    AdminView,
    Breadcrumb,
    RunningWorkView,
    breadcrumb,
)
from common.exports.running import counted, deferred
from common.exports.spreadsheets import csv_response
from common.verdict import Verdict

from .. import actions
from ..models import BulkEnrolmentJob
from . import policies
from .bulk_job_forms import BulkForm
from .bulk_job_record import LINES_SHOWN, bulk_record, labels, outcome_lines
from .recipient_sources import ListUnreadable

LIST_URL = "academy_access-for-many_modeladmin_index"
POLL_SECONDS = 2


_TITLES = {
    BulkEnrolmentJob.Action.GRANT.value: gettext_lazy("New bulk enrolment"),
    BulkEnrolmentJob.Action.EXTEND.value: gettext_lazy("Extend access in bulk"),
    BulkEnrolmentJob.Action.REVOKE.value: gettext_lazy("Revoke access in bulk"),
}
_EXPLANATIONS = {
    BulkEnrolmentJob.Action.GRANT.value: gettext_lazy(
        "Give many people access to courses at once. You'll see a preview before anything changes."
    ),
    BulkEnrolmentJob.Action.EXTEND.value: gettext_lazy(
        "Let access that many people have last longer. No one's access gets shorter, and you'll see a "
        "preview before anything changes."
    ),
    BulkEnrolmentJob.Action.REVOKE.value: gettext_lazy(
        "Revoke all access of many people to courses. Progress and results are kept, the job can be undone "
        "as one, and you'll see a preview before anything changes."
    ),
}


class BulkJobBaseView(AdminBaseView):
    """Something for those who may change access; with `public_id`, about one job."""

    def may(self) -> Verdict:
        return policies.may_change_access(self.reader)

    @cached_property
    def bulk(self) -> BulkEnrolmentJob:
        jobs = BulkEnrolmentJob.objects.select_related("created_by", "started_by", "undoes", "undone_by")
        return get_object_or_404(jobs, public_id=self.kwargs["public_id"])


class BulkJobAdminView(BulkJobBaseView, AdminView):
    """A page about bulk enrolment, below the list of jobs."""

    header_icon = "group"
    page_title = gettext_lazy("Bulk enrolment")

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Bulk enrolment"), reverse(LIST_URL))]


class PrepareBulkJobView(BulkJobAdminView, AdminFormView):
    """Say which courses open to whom. What that would change is shown before anything happens."""

    template_name = "access/admin/bulk_new.html"
    button = gettext_lazy("Preview")
    refusals = (actions.BulkRefused, actions.EndsBeforeStart)

    @property
    def action(self) -> str:
        """What the job is to do: `?action=extend` or `revoke`, else to grant."""
        asked = self.request.GET.get("action", "")
        return asked if asked in _TITLES else BulkEnrolmentJob.Action.GRANT

    def get_page_title(self) -> Any:
        return _TITLES[self.action]

    def get_breadcrumb_label(self) -> Any:
        return _TITLES[self.action]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = [(name, title) for name, title in _TITLES.items() if name != self.action]
        return super().get_context_data(**kwargs) | {
            "explanation": _EXPLANATIONS[self.action],
            "others": others,
        }

    def back(self) -> str:
        return reverse(LIST_URL)

    def form_for(self, data: Any, files: Any = None) -> BulkForm:
        asked = {name: self.request.GET[name] for name in ("cohort", "search") if name in self.request.GET}
        initial = {"source": next(iter(asked))} | asked if asked else {}
        may_invite = bool(may_create_account(self.reader, ()))
        return BulkForm(data, files, initial=initial, may_invite=may_invite, action=self.action)

    def done(self, form: Any) -> HttpResponse:
        try:
            bulk = actions.prepare_bulk(**form.job, by=self.reader, at=self.now)
        except ListUnreadable as refusal:
            form.add_error("file", str(refusal))
            return self.answer(form)
        return redirect("access_admin:bulk", bulk.public_id)


class BulkJobView(BulkJobAdminView, RunningWorkView):
    """One job: what it would change, how far it is, or what came of it.

    While it runs, htmx asks for the part that moves; without scripts the page loads itself again.
    """

    template_name = "access/admin/bulk.html"
    progress_template = "access/admin/bulk_progress.html"

    def get_page_subtitle(self) -> str:
        return str(self.bulk)

    def get_breadcrumb_label(self) -> str:
        return str(self.bulk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "bulk": self.bulk,
            "record": bulk_record(self.bulk),
            "labels": labels(self.bulk),
            "lines_shown": LINES_SHOWN,
            "is_stalled": self.bulk.is_stalled_at(self.now),
            "poll_seconds": POLL_SECONDS,
        }

    def is_running(self) -> bool:
        return bool(self.bulk.state == BulkEnrolmentJob.State.RUNNING)


class BulkJobActionView(BulkJobBaseView, AdminActionView):
    """Start a job, stop it, resume it, count anew what it would change, or prepare what undoes it."""

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
        elif verb == "undo":
            try:
                undo = actions.undo_bulk(bulk=self.bulk, by=self.reader, at=self.now)
            except actions.BulkRefused as refusal:
                messages.error(request, str(refusal))
            else:
                return redirect("access_admin:bulk", undo.public_id)
        else:
            raise Http404("there is nothing of the kind to do")
        return redirect("access_admin:bulk", self.bulk.public_id)


class BulkJobResultsView(BulkJobBaseView, AdminActionView):
    """What became of each line, as a CSV file; `?only=unknown`: of those whom nobody knows."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        unknown_only = request.GET.get("only") == "unknown"
        name = "unknown.csv" if unknown_only else f"access-{self.bulk.created_at:%Y-%m-%d}.csv"
        lines = counted(request, outcome_lines(self.bulk, unknown_only=unknown_only))
        return deferred(
            request,
            count=self.bulk.people.count() * max(self.bulk.courses.count(), 1),
            title=str(self.bulk),
            answer=lambda: csv_response(lines, file_name=name),
        )
