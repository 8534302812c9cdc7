"""The academy's own screens about courses, under `/admin/academy/courses/`."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from learning.courses import actions, policies
from learning.courses.editor import publish_warning
from learning.courses.editor.reviews import review_of
from learning.courses.models import Candidate, Course, CoursePage
from learning.courses.selectors import source_page_of


def person_of(request: HttpRequest) -> User:
    """Who is signed in: nobody else comes into the admin."""
    return cast(User, request.user)


def page_to_edit(course: Course, person: User) -> CoursePage:
    """The course's page, if the person may do something to it. Raises PermissionDenied."""
    page = source_page_of(course)
    if page is None or not page.permissions_for_user(person).permissions:
        raise PermissionDenied
    return page


class CourseStatusForm(forms.Form):
    """A course's status, and who teaches it in which order."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=Course.Status.choices)
    instructors = forms.CharField(
        label=gettext_lazy("Instructors"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One email address per line, in display order. The first one owns the course."
        ),
    )

    def clean_instructors(self) -> list[Any]:
        """The accounts, in order. Each must be allowed to write courses."""
        addresses = [
            line.strip().lower() for line in self.cleaned_data["instructors"].splitlines() if line.strip()
        ]
        found = {
            person.email.lower(): person for person in get_user_model().objects.filter(email__in=addresses)
        }
        if unknown := [address for address in addresses if address not in found]:
            raise forms.ValidationError(
                _("No account has the email address %(addresses)s."), params={"addresses": ", ".join(unknown)}
            )
        people = [found[address] for address in dict.fromkeys(addresses)]
        if outsiders := [person.email for person in people if not person.has_perm("courses.author_course")]:
            raise forms.ValidationError(
                _("Not an instructor: %(addresses)s. An administrator can assign the role."),
                params={"addresses": ", ".join(outsiders)},
            )
        return people


class CourseStatusView(WagtailAdminTemplateMixin, TemplateView):
    """Change what acts at once: status and instructors."""

    template_name = "courses/admin/standing.html"
    page_title = gettext_lazy("Status and instructors")
    header_icon = "cog"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.course = get_object_or_404(Course, public_id=kwargs["public_id"])
        self.page = page_to_edit(self.course, person_of(request))
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.course.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.course.title},
            {"url": "", "label": self.page_title, "sublabel": self.course.title},
        ]

    def get_form(self) -> CourseStatusForm:
        rows = self.course.course_instructors.select_related("account")
        initial = {"status": self.course.status, "instructors": "\n".join(row.account.email for row in rows)}
        return CourseStatusForm(self.request.POST or None, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.setdefault("form", self.get_form())
        return context | {
            "course": self.course,
            "page": self.page,
            "history": self.course.status_changes.select_related("changed_by").order_by("-changed_at")[:20],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        verdict = policies.may_change_standing(person_of(request), self.page)
        if not verdict:
            raise PermissionDenied(verdict.sentence)
        status = form.cleaned_data["status"]
        told = self._told(status)
        if told is not None and request.POST.get("agreed") != told.key:
            return self.render_to_response(self.get_context_data(form=form, told=told), status=422)
        actions.change_status(
            course=self.course,
            status=status,
            actor=person_of(request),
            at=timezone.now(),
        )
        actions.set_instructors(course=self.course, accounts=form.cleaned_data["instructors"])
        messages.success(request, _("Saved. The change applies immediately."))
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def _told(self, status: str) -> publish_warning.PublishWarning | None:
        """What the status would do to those who are in."""
        if status == self.course.status:
            return None
        return publish_warning.publish_warning_for(
            publish_warning.of_status(self.course, status), person_of(self.request)
        )


class CandidateView(WagtailAdminTemplateMixin, TemplateView):
    """One candidate: every page of it and what changed."""

    template_name = "courses/admin/candidate.html"
    page_title = gettext_lazy("Submission for review")
    header_icon = "tasks"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        candidates = Candidate.objects.select_related(
            "course__latest_release", "page", "submitted_by", "decided_by"
        )
        self.candidate = get_object_or_404(candidates, public_id=kwargs["public_id"])
        page_to_edit(self.candidate.course, person_of(request))
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.candidate.course.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        page = self.candidate.page
        own = (
            [
                {
                    "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
                    "label": self.candidate.course.title,
                }
            ]
            if page
            else []
        )
        return [
            *self.breadcrumbs_items,
            *own,
            {"url": "", "label": self.page_title, "sublabel": self.candidate.course.title},
        ]

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
            "decisions": task.get_actions(page, person_of(self.request)) if task and page else [],
            "told": self._told(),
        }

    def _told(self) -> publish_warning.PublishWarning | None:
        """What its rules would do to those who are in, while somebody may still decide."""
        if self.candidate.status not in (Candidate.Status.SUBMITTED, Candidate.Status.SCHEDULED):
            return None
        proposal = publish_warning.of_candidate(self.candidate, timezone.now())
        return publish_warning.publish_warning_for(proposal, person_of(self.request))


def decide(request: HttpRequest, public_id: str) -> HttpResponseRedirect:
    """Approve or reject a candidate from its own screen, with a comment, through its workflow."""
    candidate = get_object_or_404(Candidate, public_id=public_id)
    state = candidate.workflow_state
    name = request.POST.get("action", "")
    if request.method != "POST" or state is None or candidate.page is None:
        raise PermissionDenied
    task = state.current_task_state.task.specific
    if name not in [action for action, _label, _form in task.get_actions(candidate.page, person_of(request))]:
        raise PermissionDenied
    if candidate.status != Candidate.Status.SUBMITTED:
        messages.error(request, _("This submission has already been reviewed. Nothing was changed."))
        return redirect("courses_admin:candidate", candidate.public_id)
    task.on_action(
        state.current_task_state.specific, person_of(request), name, comment=request.POST.get("comment", "")
    )
    messages.success(
        request,
        _("Approved and published.") if name == "approve" else _("Changes requested. Your comment was sent."),
    )
    return redirect("courses_admin:candidate", candidate.public_id)


class PublishCourseView(WagtailAdminTemplateMixin, TemplateView):
    """Publish a course with all the drafts below it, for those who may without a review."""

    template_name = "courses/admin/publish_course.html"
    page_title = gettext_lazy("Publish entire course")
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.page = get_object_or_404(CoursePage, pk=kwargs["page_id"])
        if not self.page.permissions_for_user(person_of(request)).can_publish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = self.page.get_descendants(inclusive=True).filter(has_unpublished_changes=True)
        proposal = publish_warning.of_draft(self.page.get_latest_revision_as_object())
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "drafts": pages.specific(),
            "told": publish_warning.publish_warning_for(proposal, person_of(self.request)),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        release = actions.publish_course(page=self.page, actor=person_of(request), at=timezone.now())
        if release is None:
            messages.success(
                request, _("Scheduled. The course will be published at the time set on the course page.")
            )
        else:
            messages.success(request, _("Published as release %(number)s.") % {"number": release.number})
        return redirect("wagtailadmin_explore", self.page.pk)
