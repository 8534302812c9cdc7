"""The academy's own screens about courses, under `/admin/academy/courses/`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.views import (
    AdminActionView,
    AdminBaseView,
    AdminView,
    Breadcrumb,
    breadcrumb,
)
from common.verdict import Verdict
from learning.courses import actions, policies
from learning.courses.editor import publish_warning
from learning.courses.editor.reviews import review_of
from learning.courses.models import Candidate, CoursePage
from learning.courses.selectors import source_page_of


class CandidateBaseView(AdminBaseView):
    """Something about one candidate, for those who may edit its course's page."""

    @cached_property
    def candidate(self) -> Candidate:
        candidates = Candidate.objects.select_related(
            "course__latest_release", "page", "submitted_by", "decided_by"
        )
        return get_object_or_404(candidates, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return policies.may_open_in_editor(self.reader, source_page_of(self.candidate.course))


class CandidateView(CandidateBaseView, AdminView):
    """One candidate: every page of it and what changed."""

    template_name = "courses/admin/candidate.html"
    page_title = gettext_lazy("Submission for review")
    header_icon = "tasks"

    def get_page_subtitle(self) -> str:
        return self.candidate.course.title

    def parents(self) -> list[Breadcrumb]:
        page = self.candidate.page
        if page is None:
            return []
        return [breadcrumb(self.candidate.course.title, reverse("wagtailadmin_pages:edit", args=[page.pk]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.candidate.workflow_state
        task_state = (
            state.current_task_state
            if state and self.candidate.status == Candidate.Status.SUBMITTED
            else None
        )
        page = self.candidate.page
        task = task_state.task.specific if task_state else None
        return super().get_context_data(**kwargs) | {
            "candidate": self.candidate,
            "review": review_of(self.candidate, request=self.request),
            "task_state": task_state,
            "decisions": task.get_actions(page, self.reader) if task and page else [],
            "warning": self._warning(),
        }

    def _warning(self) -> publish_warning.PublishWarning | None:
        """What its rules would do to those who are in, while somebody may still decide."""
        if self.candidate.status not in (Candidate.Status.SUBMITTED, Candidate.Status.SCHEDULED):
            return None
        proposal = publish_warning.of_candidate(self.candidate, self.now)
        return publish_warning.publish_warning_for(proposal, self.reader)


class DecideView(CandidateBaseView, AdminActionView):
    """Approve or reject a candidate from its own screen, with a comment, through its workflow."""

    def may(self) -> Verdict:
        page, state = self.candidate.page, self.candidate.workflow_state
        if page is None or state is None:
            return _not_for_review()
        offered = state.current_task_state.task.specific.get_actions(page, self.reader)
        is_offered = self.request.POST.get("action", "") in [name for name, _label, _form in offered]
        return Verdict.yes() if is_offered else _not_for_review()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        candidate, name = self.candidate, request.POST["action"]
        if candidate.status != Candidate.Status.SUBMITTED:
            messages.error(request, _("This submission has already been reviewed. Nothing was changed."))
            return redirect("courses_admin:candidate", candidate.public_id)
        assert candidate.workflow_state is not None, "may() asks for it"
        state = candidate.workflow_state.current_task_state
        comment = request.POST.get("comment", "")
        state.task.specific.on_action(state.specific, self.reader, name, comment=comment)
        messages.success(
            request,
            _("Approved and published.")
            if name == "approve"
            else _("Changes requested. Your comment was sent."),
        )
        return redirect("courses_admin:candidate", candidate.public_id)


def _not_for_review() -> Verdict:
    return Verdict.no("not_a_reviewer", _("This submission isn't waiting for your review."))


class PublishCourseView(AdminView):
    """Publish a course with all the drafts below it, for those who may without a review."""

    template_name = "courses/admin/publish_course.html"
    page_title = gettext_lazy("Publish entire course")
    header_icon = "upload"

    @cached_property
    def page(self) -> CoursePage:
        return get_object_or_404(CoursePage, pk=self.kwargs["page_id"])

    def may(self) -> Verdict:
        return policies.may_publish_course(self.reader, self.page)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = self.page.get_descendants(inclusive=True).filter(has_unpublished_changes=True)
        proposal = publish_warning.of_draft(self.page.get_latest_revision_as_object())
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "drafts": pages.specific(),
            "warning": publish_warning.publish_warning_for(proposal, self.reader),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        release = actions.publish_course(page=self.page, actor=self.reader, at=self.now)
        if release is None:
            messages.success(
                request, _("Scheduled. The course will be published at the time set in its settings.")
            )
        else:
            messages.success(request, _("Published as release %(number)s.") % {"number": release.number})
        return redirect("wagtailadmin_explore", self.page.pk)
