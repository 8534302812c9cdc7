"""Screens about releases: roll back, the note to learners, and when a release is published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.views import (
    AdminActionView,
    AdminBaseView,
    AdminFormView,
    Breadcrumb,
    breadcrumb,
)
from common.verdict import Verdict
from learning.courses import actions, policies
from learning.courses.editor.release_forms import NoteForm, ScheduleForm
from learning.courses.models import Candidate, Course, CoursePage, Release
from learning.courses.release import proposals
from learning.courses.release.put_back import PagesPutBack
from learning.courses.selectors import source_page_of


class OfCourseView(AdminBaseView):
    """A screen about one course, for whoever may do something to its page."""

    @cached_property
    def course(self) -> Course:
        courses = Course.objects.select_related("latest_release")
        return get_object_or_404(courses, public_id=self.kwargs["public_id"])

    @cached_property
    def course_page(self) -> CoursePage | None:
        return source_page_of(self.course)

    def may(self) -> Verdict:
        return policies.may_open_in_editor(self.reader, self.course_page)

    def may_publish(self) -> Verdict:
        assert self.course_page is not None, "may() asks for it"
        return policies.may_publish_course(self.reader, self.course_page)

    def get_page_subtitle(self) -> str:
        return self.course.title

    @property
    def releases_url(self) -> str:
        return reverse("courses_admin:releases", args=[self.course.public_id])

    def back(self) -> str:
        return self.releases_url

    def parents(self) -> list[Breadcrumb]:
        assert self.course_page is not None, "may() asks for it"
        editor = reverse("wagtailadmin_pages:edit", args=[self.course_page.pk])
        return [breadcrumb(self.course.title, editor), breadcrumb(_("Releases"), self.releases_url)]


class OfReleaseView(OfCourseView):
    """A screen about one release of a course, by its number."""

    @cached_property
    def release(self) -> Release:
        releases = self.course.releases.select_related("course__source_locale", "note")
        return get_object_or_404(releases, number=self.kwargs["number"])


class RollBackView(OfReleaseView, AdminFormView):
    """Roll a course back to a release: what that means to learners and authors stands above the button."""

    template_name = "courses/admin/roll_back.html"
    header_icon = "undo"
    button = gettext_lazy("Roll back")
    is_serious = True
    refusals = (actions.RollBackRefused,)

    def may(self) -> Verdict:
        return super().may() and self.may_publish()

    def get_page_title(self) -> str:
        return _("Roll back: release %(number)s") % {"number": self.release.number}

    def form_for(self, data: Any, files: Any = None) -> NoteForm:
        return NoteForm(data)

    def done(self, form: NoteForm) -> None:
        rolled = actions.roll_back(
            release=self.release, actor=self.reader, at=self.now, note=form.cleaned_data["note"]
        )
        words = _("Rolled back. Release %(number)s has the content of release %(old)s.")
        told = words % {"number": rolled.release.number, "old": self.release.number}
        messages.success(self.request, format_html("{} {}", told, told_of_pages(rolled.pages)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "release": self.release,
            "latest": self.course.latest_release,
            "refusal": actions.why_not_to(self.course, self.release),
            "forecast": proposals.forecast_for(proposals.of_release(self.release), self.reader, self.now),
            "scheduled": self.course.candidates.filter(status=Candidate.Status.SCHEDULED).order_by(
                "go_live_at"
            ),
        }


def told_of_pages(pages: PagesPutBack) -> SafeString:
    """What became of what authors wrote since, page by page."""
    found = [
        (_("Newer content kept as drafts: %(titles)s."), pages.drafts),
        (_("Published again: %(titles)s."), pages.published),
        (_("Unpublished, kept as drafts: %(titles)s."), pages.unpublished),
        (_("Back for learners, but without a page to edit: %(titles)s."), pages.gone),
    ]
    told = [words % {"titles": ", ".join(titles)} for words, titles in found if titles]
    return format_html_join(" ", "{}", ((one,) for one in told))


class ReleaseNoteView(OfReleaseView, AdminFormView):
    """Write what learners are told about a release, or change it."""

    header_icon = "edit"
    explanation = gettext_lazy("The note isn't part of the release. Changes apply as soon as you save them.")

    def may(self) -> Verdict:
        return super().may() and self.may_publish()

    def get_page_title(self) -> str:
        return _("Note to learners, release %(number)s") % {"number": self.release.number}

    def form_for(self, data: Any, files: Any = None) -> NoteForm:
        note = getattr(self.release, "note", None)
        return NoteForm(data, initial={"note": note.text if note else ""})

    def done(self, form: NoteForm) -> None:
        actions.write_note(release=self.release, text=form.cleaned_data["note"], by=self.reader, at=self.now)
        messages.success(self.request, _("Saved. The change applies immediately."))


class OfCandidate(OfCourseView):
    """Something about one submission, by its public id."""

    @cached_property
    def candidate(self) -> Candidate:
        candidates = Candidate.objects.select_related("course__latest_release", "page")
        return get_object_or_404(candidates, public_id=self.kwargs["candidate_id"])

    @cached_property
    def course(self) -> Course:
        return self.candidate.course


class CandidateNoteView(OfCandidate, AdminFormView):
    """What learners are to be told once a submission is published: its author writes it, reviewers see it."""

    page_title = gettext_lazy("Note to learners")
    header_icon = "edit"
    explanation = gettext_lazy("Learners see this note once the submission is published.")

    def form_for(self, data: Any, files: Any = None) -> NoteForm:
        return NoteForm(data, initial={"note": self.candidate.note})

    def done(self, form: NoteForm) -> None:
        actions.propose_note(candidate=self.candidate, text=form.cleaned_data["note"])
        messages.success(self.request, _("Saved."))

    def back(self) -> str:
        return reverse("courses_admin:candidate", args=[self.candidate.public_id])


class ScheduleView(OfCandidate, AdminFormView):
    """Publish a scheduled release at another time."""

    template_name = "courses/admin/schedule.html"
    page_title = gettext_lazy("Scheduled release")
    header_icon = "calendar"
    refusals = (actions.CandidateAlreadyDecided,)

    def may(self) -> Verdict:
        return super().may() and self.may_publish()

    def form_for(self, data: Any, files: Any = None) -> ScheduleForm:
        return ScheduleForm(data, initial={"go_live_at": self.candidate.go_live_at})

    def done(self, form: ScheduleForm) -> None:
        actions.reschedule_candidate(
            candidate=self.candidate,
            go_live_at=form.cleaned_data["go_live_at"],
            actor=self.reader,
            at=self.now,
        )
        messages.success(self.request, _("Saved. The release is published at the new time."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"candidate": self.candidate}


class CancelScheduleView(OfCandidate, AdminActionView):
    """Take a scheduled release back. Its drafts stay drafts."""

    def may(self) -> Verdict:
        return super().may() and self.may_publish()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_scheduled = self.candidate.status == Candidate.Status.SCHEDULED
        if is_scheduled and actions.withdraw_candidate(
            candidate=self.candidate, actor=self.reader, at=self.now
        ):
            messages.success(request, _("Cancelled. Nothing is published, and the drafts stay drafts."))
        else:
            messages.error(request, _("This release isn't scheduled any more. Nothing was changed."))
        return redirect(self.releases_url)
