"""Beginning and ending a preview, in Wagtail's admin."""

from __future__ import annotations

from abc import abstractmethod
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common.addresses import address_of
from common.admin.views import AdminActionView, AdminFormView
from common.verdict import Verdict
from learning.access.admin.learner_base import LearnerAdminView
from learning.classroom.selectors import course_addresses
from learning.courses.models import Candidate, Course
from learning.courses.policies import may_see_drafts
from learning.courses.selectors import source_page_of
from learning.courses.viewer import InventedGrant

from .. import policies
from . import preview
from .forms import PreviewForm, TestLearnerForm, courses_for
from .preview import Preview


class BeginPreviewView(AdminFormView):
    """A page that begins a preview and leads to the course that was picked."""

    template_name = "support/preview.html"
    header_icon = "view"
    button = gettext_lazy("Start preview")

    @abstractmethod
    def preview_for(self, form: Any) -> Preview:
        """What a valid form asks to see."""

    def done(self, form: Any) -> HttpResponse:
        course = form.cleaned_data["course"]
        url = course_addresses(self.request, [course.pk], get_language() or "").get(course.pk)
        if url is None:
            form.add_error("course", _("This course doesn't have a page on the site."))
            return self.answer(form)
        preview.begin(self.request, self.preview_for(form))
        return redirect(url)


class PreviewAsTestLearnerView(BeginPreviewView):
    """Invent a learner and open a course as them."""

    page_title = gettext_lazy("Preview as a test learner")

    def may(self) -> Verdict:
        return policies.may_preview_courses(self.reader)

    def back(self) -> str:
        return reverse("wagtailadmin_home")

    def form_for(self, data: Any, files: Any = None) -> TestLearnerForm:
        return TestLearnerForm(data, user=self.reader, initial=self._wished())

    def _wished(self) -> dict[str, Any]:
        """The course that the link here named."""
        try:
            public_id = UUID(self.request.GET.get("course", ""))
        except ValueError:
            return {}
        course = courses_for(self.reader).filter(public_id=public_id).first()
        if course is None:
            return {}
        on_drafts = bool(may_see_drafts(self.reader, course))
        return {"course": course, "granted": [course], "on_drafts": on_drafts}

    def preview_for(self, form: Any) -> Preview:
        data = form.cleaned_data
        return preview.invented(
            by=self.reader,
            grants=form.grants(),
            finished=data["finished"],
            cohort_id=data["cohort"].pk if data["cohort"] else None,
            moment=data["moment"],
            draft_of=form.draft_of,
            full_marks=data.get("full_marks", ()),
            back_url=f"{self.request.path}?course={data['course'].public_id}",
        )


class PreviewOnDayView(AdminActionView):
    """Open the drafts of a course as a test learner who enrolled today, so many days later."""

    @cached_property
    def course(self) -> Course:
        courses = Course.objects.select_related("latest_release", "source_locale")
        return get_object_or_404(courses, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return policies.may_preview_courses(self.reader) and may_see_drafts(self.reader, self.course)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        day = request.POST.get("day", "")
        moment = self.now + timedelta(days=int(day[:4])) if day.isdecimal() else self.now
        asked = {"course": self.course.pk, "granted": [self.course.pk], "on_drafts": "on"}
        form = TestLearnerForm(asked, user=self.reader)
        url = course_addresses(request, [self.course.pk], get_language() or "").get(self.course.pk)
        if url is None or not form.is_valid():
            messages.error(request, _("This course doesn't have a page on the site."))
            return redirect(address_of("my_courses"))
        back = source_page_of(self.course)
        begun = preview.invented(
            by=self.reader,
            grants=form.grants(),
            finished=(),
            cohort_id=None,
            moment=moment,
            draft_of=self.course,
            back_url=address_of("course_builder", back) if back else "",
        )
        preview.begin(request, begun)
        return redirect(url)


class PreviewAsPersonView(LearnerAdminView, BeginPreviewView):
    """Open a course as a person sees it. It is noted in the person's history."""

    page_title = gettext_lazy("Preview as this learner")
    header_icon = "view"

    def may(self) -> Verdict:
        return super().may() and policies.may_preview_as(self.reader, self.person)

    def back(self) -> str:
        return self.learner_url

    def form_for(self, data: Any, files: Any = None) -> PreviewForm:
        return PreviewForm(data, user=self.reader)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"is_noted": True}

    def preview_for(self, form: Any) -> Preview:
        return preview.through_the_eyes_of(
            self.person,
            by=self.reader,
            moment=form.cleaned_data["moment"],
            draft_of=form.draft_of,
            back_url=self.learner_url,
        )


class PreviewCandidateView(AdminActionView):
    """Open what was submitted of a course as somebody who has just joined it."""

    @cached_property
    def candidate(self) -> Candidate:
        return get_object_or_404(
            Candidate.objects.select_related("course"), public_id=self.kwargs["public_id"]
        )

    def may(self) -> Verdict:
        return policies.may_preview_courses(self.reader) and may_see_drafts(
            self.reader, self.candidate.course
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        course = self.candidate.course
        back_url = reverse("courses_admin:candidate", args=[self.candidate.public_id])
        url = course_addresses(request, [course.pk], get_language() or "").get(course.pk)
        if url is None:
            messages.error(request, _("This course doesn't have a page on the site."))
            return redirect(back_url)
        grant = InventedGrant(course.pk, self.now)
        begun = preview.invented(
            by=self.reader,
            grants=[grant],
            finished=[],
            cohort_id=None,
            moment=None,
            draft_of=course,
            candidate=self.candidate,
            back_url=back_url,
        )
        preview.begin(request, begun)
        return redirect(url)


class EndPreviewView(AdminActionView):
    """End the preview, and return to where it was begun. Whoever comes into the admin may."""

    def may(self) -> Verdict:
        return Verdict.yes()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        back_url = preview.end(request)
        is_ours = url_has_allowed_host_and_scheme(back_url, {request.get_host()})
        return redirect(back_url if back_url and is_ours else reverse("wagtailadmin_home"))
