"""The learner screen and the answer to "why?", in Wagtail's admin."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from learning.access import actions
from learning.access.models import Enrolment
from learning.classroom.staff import policies
from learning.classroom.staff.forms import WhyForm
from learning.classroom.staff.record import learner_record
from learning.classroom.staff.why import answer, inquiry, lessons_in


def reader_of(request: HttpRequest) -> User:
    """Who is signed in, if they may see learners. Raises PermissionDenied."""
    reader = cast(User, request.user)
    if not policies.may_see_learners(reader):
        raise PermissionDenied
    return reader


class LearnerAdminView(WagtailAdminTemplateMixin, TemplateView):
    """A screen about one person, for those who may see learners."""

    header_icon = "user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.reader = reader_of(request)
        self.person = get_object_or_404(User, public_id=kwargs["public_id"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def learner_url(self) -> str:
        return reverse("classroom_staff:learner", args=[self.person.public_id])

    def get_page_subtitle(self) -> str:
        return self.person.get_display_name()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        own = {"url": self.learner_url, "label": self.person.get_display_name()}
        items = [*self.breadcrumbs_items, own]
        return items if self.is_home else [*items, {"url": "", "label": self.page_title}]

    is_home = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"person": self.person, "learner_url": self.learner_url}


class LearnerView(LearnerAdminView):
    """Everything about one learner."""

    template_name = "classroom/admin/learner.html"
    page_title = gettext_lazy("Learner")
    is_home = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "record": learner_record(self.person, at=timezone.now()),
            "may_change": bool(policies.may_change_access(self.reader)),
            "may_seat": bool(policies.may_seat(self.reader)),
            "may_mark_paid": bool(policies.may_mark_paid_up(self.reader)),
            "may_preview": bool(policies.may_preview_as(self.reader, self.person)),
        }


class WhyView(LearnerAdminView):
    """Pick a course, a lesson and a moment; read why the person can or can't enter."""

    template_name = "classroom/admin/why.html"
    page_title = gettext_lazy("Check access")
    header_icon = "help"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = WhyForm(self.request.GET if "course" in self.request.GET else None)
        context = super().get_context_data(**kwargs) | {"form": form}
        if not form.is_bound:
            return context
        form.is_valid()  # before its lessons are known, only course and moment can be read
        course = form.cleaned_data.get("course")
        if course is None or "moment" in form.errors:
            return context
        now = timezone.now()
        moment = form.cleaned_data.get("moment") or now
        asked = inquiry(self.person, course, moment=moment, now=now)
        lessons = lessons_in(asked)
        form = self._with_lessons(lessons)
        lesson_id = form.cleaned_data.get("lesson")
        return context | {
            "form": form,
            "answer": answer(asked, lesson_id),
            "about": dict(lessons).get(lesson_id or 0, ""),
            "course": course,
            "moment": moment,
        }

    def _with_lessons(self, lessons: list[tuple[int, str]]) -> WhyForm:
        """The form once more. A lesson of another course, picked before the course changed, is dropped."""
        data = self.request.GET.copy()
        if data.get("lesson", "") not in {str(lesson_id) for lesson_id, _title in lessons}:
            data["lesson"] = ""
        form = WhyForm(data)
        form.offer_lessons(lessons)
        form.is_valid()
        return form


@require_POST
def mark_paid_up(request: HttpRequest, public_id: UUID, enrolment_id: int) -> HttpResponse:
    """Note that the last instalment was paid, or take that back."""
    if not policies.may_mark_paid_up(reader_of(request)):
        raise PermissionDenied
    enrolments = Enrolment.objects.select_related("course", "person")
    enrolment = get_object_or_404(enrolments, pk=enrolment_id, person__public_id=public_id)
    is_paid_up = request.POST.get("paid") == "yes"
    actions.mark_paid_up(enrolment=enrolment, at=timezone.now() if is_paid_up else None)
    words = (
        _("“%(course)s” marked as paid in full.")
        if is_paid_up
        else _("“%(course)s” marked as not paid in full.")
    )
    messages.success(request, words % {"course": enrolment.course.title})
    return redirect("classroom_staff:learner", public_id)
