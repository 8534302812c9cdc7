"""Publish the draft of one lesson alone, or submit it for review; and decide on such a submission."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.views import AdminActionView, AdminFormView, Breadcrumb, breadcrumb
from common.verdict import Verdict
from learning.courses import actions, policies
from learning.courses.editor.release_forms import NoteForm, WhenForm
from learning.courses.editor.release_views import OfCandidate
from learning.courses.models import Candidate, Course, CoursePage, LessonPage
from learning.courses.selectors import source_page_of


class PublishLessonView(AdminFormView):
    """For those who may publish: publish it. For its other authors: submit it, alone, for review."""

    template_name = "courses/admin/publish_lesson.html"
    header_icon = "upload"
    refusals = (actions.LessonNotPublished, actions.CourseNotReady, actions.CandidateCantBePublished)

    @cached_property
    def page(self) -> LessonPage:
        return get_object_or_404(LessonPage.objects.select_related("locale"), pk=self.kwargs["page_id"])

    @cached_property
    def course(self) -> Course:
        courses = Course.objects.select_related("latest_release")
        return courses.get(pk=self.page.lesson.course_id)

    @cached_property
    def course_page(self) -> CoursePage | None:
        return source_page_of(self.course)

    @cached_property
    def publishes(self) -> Verdict:
        assert self.course_page is not None, "may() asks for it"
        return policies.may_publish_course(self.reader, self.course_page)

    def may(self) -> Verdict:
        if self.course_page is None:
            return policies.may_open_in_editor(self.reader, None)
        return policies.may_edit_course(self.reader, self.course_page)

    def get_page_title(self) -> str:
        return _("Publish only this lesson") if self.publishes else _("Submit only this lesson for review")

    @property
    def button(self) -> str:
        return _("Publish this lesson") if self.publishes else _("Submit for review")

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(self.get_page_subtitle(), self.back())]

    def form_for(self, data: Any, files: Any = None) -> NoteForm:
        return WhenForm(data, moment=self.now) if self.publishes else NoteForm(data)

    def done(self, form: NoteForm) -> HttpResponse | None:
        data = form.cleaned_data
        if not self.publishes:
            candidate = actions.submit_lesson(
                page=self.page, actor=self.reader, at=self.now, note=data["note"]
            )
            messages.success(self.request, _("Submitted for review. Every other draft stays a draft."))
            return redirect("courses_admin:candidate", candidate.public_id)
        release = actions.publish_lesson(
            page=self.page,
            actor=self.reader,
            at=self.now,
            note=data["note"],
            go_live_at=data["go_live_at"],
        )
        if release is None:
            messages.success(self.request, _("Scheduled. Every other draft stays a draft."))
        else:
            words = _("Published as release %(number)s. Every other draft stays a draft.")
            messages.success(self.request, words % {"number": release.number})
        return None

    def back(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drafts = LessonPage.objects.filter(lesson__course=self.course, has_unpublished_changes=True)
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "refusal": actions.why_not_alone(self.course, self.page),
            "other_drafts": drafts.exclude(pk=self.page.pk).count(),
        }


class DecideLessonView(OfCandidate, AdminActionView):
    """Approve the submission of a lesson alone, or ask for changes with a comment."""

    page_title = gettext_lazy("Submission for review")

    def may(self) -> Verdict:
        if self.candidate.lesson_id is None:
            return Verdict.no("not_for_review", _("This submission isn't waiting for your review."))
        return super().may() and self.may_publish()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        comment = request.POST.get("comment", "").strip()
        try:
            if request.POST.get("action") == "approve":
                actions.approve_candidate(
                    candidate=self.candidate, actor=self.reader, at=self.now, comment=comment
                )
                messages.success(request, _("Approved and published."))
            elif not comment:
                messages.error(request, _("Enter a comment that says what to change. Nothing was changed."))
            else:
                actions.reject_candidate(
                    candidate=self.candidate, actor=self.reader, at=self.now, comment=comment
                )
                messages.success(request, _("Changes requested. Your comment was sent."))
        except actions.CandidateAlreadyDecided:
            messages.error(request, _("This submission has already been reviewed. Nothing was changed."))
        except (actions.LessonNotPublished, actions.CandidateCantBePublished) as refused:
            messages.error(request, str(refused))
        return redirect("courses_admin:candidate", self.candidate.public_id)


def waits_for_decision(candidate: Candidate) -> bool:
    """Whether it holds a lesson alone and nobody has decided on it yet."""
    return candidate.lesson_id is not None and candidate.status == Candidate.Status.SUBMITTED
