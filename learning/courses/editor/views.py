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

from common.addresses import address_of
from common.admin.views import (
    AdminActionView,
    AdminBaseView,
    AdminView,
    Breadcrumb,
    breadcrumb,
)
from common.verdict import Verdict
from learning.courses import actions, policies
from learning.courses.editor import publish_warning, submission
from learning.courses.editor.lesson_alone_views import waits_for_decision
from learning.courses.editor.release_forms import WhenForm
from learning.courses.editor.reviews import review_of
from learning.courses.models import Candidate, CoursePage
from learning.courses.release import findings, proposals
from learning.courses.release.trees import candidate_tree
from learning.courses.selectors import source_page_of


class CandidateBaseView(AdminBaseView):
    """Something about one candidate, for those who may edit its course's page."""

    @cached_property
    def candidate(self) -> Candidate:
        candidates = Candidate.objects.select_related(
            "course__latest_release__course__source_locale",
            "course__source_locale",
            "page",
            "submitted_by",
            "decided_by",
            "release__course__source_locale",
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
            "review": review_of(self.candidate, at=self.now),
            "task_state": task_state,
            "decisions": task.get_actions(page, self.reader) if task and page else [],
            "warning": self._warning(),
            "obstacle": self._obstacle(),
            "forecast": self._forecast(),
            "may_publish": page is not None and policies.may_publish_course(self.reader, page),
            "decides_lesson": page is not None
            and waits_for_decision(self.candidate)
            and policies.may_publish_course(self.reader, page),
            "preview_url": self._preview_url(),
        }

    def _preview_url(self) -> str:
        """Where a preview of what was submitted begins; empty where its course is gone."""
        if self.candidate.page is None or not policies.may_see_drafts(self.reader, self.candidate.course):
            return ""
        return address_of("preview_candidate", self.candidate.public_id)

    def _forecast(self) -> proposals.Forecast | None:
        """What it would change for learners, while somebody may still decide."""
        candidate = self.candidate
        is_open = candidate.status in (Candidate.Status.SUBMITTED, Candidate.Status.SCHEDULED)
        if not is_open or candidate.page is None:
            return None
        proposal = proposals.of_candidate(candidate, at=self.now)
        return proposals.forecast_for(proposal, self.reader, self.now)

    def _obstacle(self) -> str:
        """Why it can't be published, while somebody may still decide."""
        candidate = self.candidate
        if candidate.status != Candidate.Status.SUBMITTED:
            return ""
        tree = candidate_tree(candidate, at=self.now) if candidate.lesson_id is None else None
        return actions.obstacle_to(candidate, tree)

    def _warning(self) -> publish_warning.PublishWarning | None:
        """What its rules would do to those who are in, while somebody may still decide."""
        if self.candidate.status not in (Candidate.Status.SUBMITTED, Candidate.Status.SCHEDULED):
            return None
        proposal = publish_warning.of_candidate(self.candidate, self.now)
        return publish_warning.publish_warning_for(proposal, self.reader)


class DecideView(CandidateBaseView, AdminActionView):
    """Approve a candidate or request changes, with a comment, through its workflow."""

    def may(self) -> Verdict:
        page, state = self.candidate.page, self.candidate.workflow_state
        if page is None or state is None or state.current_task_state is None:
            return _not_for_review()
        offered = state.current_task_state.task.specific.get_actions(page, self.reader)
        is_offered = self.request.POST.get("action", "") in [name for name, _label, _form in offered]
        return Verdict.yes() if is_offered else _not_for_review()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decision, comment = request.POST["action"], request.POST.get("comment", "")
        assert self.candidate.workflow_state is not None, "may() asks for it"
        try:
            actions.decide_on_candidate(
                candidate=self.candidate,
                decision=decision,
                actor=self.reader,
                comment=comment,
                step_id=self.candidate.workflow_state.current_task_state_id,
            )
        except actions.CandidateAlreadyDecided:
            messages.info(request, _("This submission has already been reviewed. Nothing was changed."))
        except (actions.CommentNeeded, actions.CandidateCantBePublished) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, self._told(decision))
        return redirect("courses_admin:candidate", self.candidate.public_id)

    def _told(self, decision: str) -> str:
        if decision == actions.REJECT:
            return _("Changes requested. Your comment was emailed to the author.")
        self.candidate.refresh_from_db()
        if self.candidate.status == Candidate.Status.SCHEDULED:
            return _("Approved. The course will be published at the time set on the course page.")
        if self.candidate.status == Candidate.Status.SUBMITTED:
            return _("Approved. The submission goes to the next reviewer.")
        return _("Approved and published.")


def _not_for_review() -> Verdict:
    return Verdict.no("not_a_reviewer", _("This submission isn't waiting for your review."))


class DraftsBaseView(AdminView):
    """Something that is done to a course with all the drafts below it, once nothing is missing in them."""

    @cached_property
    def page(self) -> CoursePage:
        return get_object_or_404(CoursePage, pk=self.kwargs["page_id"])

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(self.get_page_subtitle(), reverse("wagtailadmin_pages:edit", args=[self.page.pk]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = self.page.get_descendants(inclusive=True).filter(has_unpublished_changes=True)
        found = findings.findings_of_draft(self.page, at=self.now)
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "drafts": pages.specific(),
            "findings": findings.by_page(found),
            "is_ready": not findings.blocking(found),
        }


class SubmitCourseView(DraftsBaseView):
    """Submit a course with all the drafts below it for review, or see what is missing."""

    template_name = "courses/admin/submit_course.html"
    page_title = gettext_lazy("Submit for review")
    header_icon = "tasks"

    def may(self) -> Verdict:
        return policies.may_submit_course(self.reader, self.page)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return submission.submit_and_lead_on(request, self.page)


class PublishCourseView(DraftsBaseView):
    """Publish a course with all the drafts below it, for those who may without a review."""

    template_name = "courses/admin/publish_course.html"
    page_title = gettext_lazy("Publish entire course")
    header_icon = "upload"

    def may(self) -> Verdict:
        return policies.may_publish_course(self.reader, self.page)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal = publish_warning.of_draft(self.page.get_latest_revision_as_object())
        return super().get_context_data(**kwargs) | {
            "warning": publish_warning.publish_warning_for(proposal, self.reader),
            "forecast": proposals.forecast_for(proposals.of_draft(self.page), self.reader, self.now),
            "form": kwargs.get("form") or WhenForm(moment=self.now),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = WhenForm(request.POST, moment=self.now)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            release = actions.publish_course(
                page=self.page, actor=self.reader, at=self.now, **form.cleaned_data
            )
        except actions.CourseNotReady:
            messages.error(request, _("Not published yet. Your drafts are saved."))
            return redirect("courses_admin:publish", self.page.pk)
        except actions.CandidateCantBePublished as refused:
            messages.error(request, str(refused))
            return redirect("courses_admin:publish", self.page.pk)
        if release is None:
            messages.success(request, _("Scheduled. You can change the time in the course's releases."))
        else:
            messages.success(request, _("Published as release %(number)s.") % {"number": release.number})
        return redirect("wagtailadmin_explore", self.page.pk)
