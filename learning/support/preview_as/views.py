"""Beginning and ending a preview, in Wagtail's admin."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from learning.access.models import Cohort
from learning.assessments.models import Work
from learning.classroom.course.resolve import course_addresses
from learning.classroom.staff import policies, previews
from learning.classroom.staff.forms import moment_field
from learning.classroom.staff.screens import LearnerAdminView
from learning.courses.models import Course
from learning.courses.policies import may_see_drafts
from learning.courses.release.outlines import outline_of_draft
from learning.courses.rules import CourseRules
from learning.courses.selectors import course_ids_taught_by, source_page_of
from learning.courses.viewer import InventedGrant


def courses_for(user: User) -> QuerySet[Course]:
    """The courses that somebody may preview: an instructor their own, staff every one."""
    courses = Course.objects.select_related("latest_release", "source_locale").order_by("title")
    if policies.may_see_learners(user) or user.has_perm("courses.review_course"):
        return courses
    return courses.filter(pk__in=course_ids_taught_by(user))


class BeginForm(forms.Form):
    """Which course to open, when, and whether as its drafts say."""

    course = forms.ModelChoiceField(label=gettext_lazy("Course to open"), queryset=Course.objects.none())
    moment = moment_field(
        gettext_lazy("Date"), gettext_lazy("Preview the site as of this date. Leave empty for today.")
    )
    on_drafts = forms.BooleanField(label=gettext_lazy("Show this course's drafts"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["course"].queryset = courses_for(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        course = data.get("course")
        if course is None:
            return data
        if data.get("on_drafts"):
            if not may_see_drafts(self.user, course):
                self.add_error(
                    "on_drafts", _("Only instructors and reviewers of this course can see its drafts.")
                )
            elif source_page_of(course) is None:
                self.add_error("on_drafts", _("This course's pages were deleted, so it has no drafts."))
        elif course.latest_release_id is None:
            self.add_error("course", _("This course hasn't been published yet. Preview its drafts instead."))
        return data

    @property
    def draft_of(self) -> Course | None:
        return self.cleaned_data["course"] if self.cleaned_data["on_drafts"] else None


class PersonaForm(BeginForm):
    """Who the invented learner is."""

    field_order = ("course", "on_drafts", "granted", "began_at", "cohort", "finished", "full_marks", "moment")

    granted = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Has access to"),
        queryset=Course.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    began_at = moment_field(
        gettext_lazy("Access and enrolment start"),
        gettext_lazy("Access ends as set by each course. Leave empty to start now."),
    )
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    finished = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Has completed"),
        queryset=Course.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    full_marks = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Has full marks in"),
        queryset=Work.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = courses_for(self.user)
        fields: Any = self.fields
        fields["granted"].queryset = fields["finished"].queryset = courses
        quizzes = Work.objects.filter(kind=Work.Kind.QUIZ, course__in=courses).order_by("course", "title")
        fields["full_marks"].queryset = quizzes
        if not quizzes.exists():
            del fields["full_marks"]
        fields["cohort"].queryset = Cohort.objects.filter(courses__in=courses).distinct().order_by("name")

    def grants(self) -> list[InventedGrant]:
        """Each ends as its course says: by its drafts where those are shown."""
        began_at = self.cleaned_data["began_at"] or timezone.now()
        return [
            InventedGrant(course.pk, began_at, self._rules(course).end_for(began_at))
            for course in self.cleaned_data["granted"]
        ]

    def _rules(self, course: Course) -> CourseRules:
        page = source_page_of(course) if course == self.draft_of else None
        if page is not None:
            return outline_of_draft(page).rules
        return CourseRules.from_json(course.latest_release.rules) if course.latest_release else CourseRules()


class BeginsPreview:
    """What both ways to begin share: refuse in words, else open the course."""

    request: HttpRequest

    def begin(self, form: Any, preview: previews.Preview) -> HttpResponse | None:
        """Off to the course; None where it has no address, which the form then says."""
        course = form.cleaned_data["course"]
        url = course_addresses(self.request, [course.pk], get_language() or "").get(course.pk)
        if url is None:
            form.add_error("course", _("This course doesn't have a page on the site."))
            return None
        previews.begin(self.request, preview)
        return redirect(url)


class PersonaView(BeginsPreview, WagtailAdminTemplateMixin, TemplateView):
    """Invent a learner and open a course as them."""

    template_name = "classroom/admin/preview.html"
    page_title = gettext_lazy("Preview as a test learner")
    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.reader = cast(User, request.user)
        if not policies.may_preview_courses(self.reader):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_form(self) -> PersonaForm:
        return PersonaForm(self.request.POST or None, user=self.reader, initial=self._wished())

    def _wished(self) -> dict[str, Any]:
        """The course that the link here named."""
        try:
            public_id = UUID(self.request.GET.get("course", ""))
        except ValueError:
            return {}
        course = courses_for(self.reader).filter(public_id=public_id).first()
        return (
            {"course": course, "granted": [course], "on_drafts": bool(may_see_drafts(self.reader, course))}
            if course
            else {}
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if form.is_valid():
            data = form.cleaned_data
            preview = previews.invented(
                by=self.reader,
                grants=form.grants(),
                finished=data["finished"],
                cohort_id=data["cohort"].pk if data["cohort"] else None,
                moment=data["moment"],
                draft_of=form.draft_of,
                full_marks=data.get("full_marks", ()),
                back_url=f"{request.path}?course={data['course'].public_id}",
            )
            if (begun := self.begin(form, preview)) is not None:
                return begun
        return self.render_to_response(self.get_context_data(form=form), status=422)


class PersonView(BeginsPreview, LearnerAdminView):
    """Open a course through the eyes of a person."""

    template_name = "classroom/admin/preview.html"
    page_title = gettext_lazy("Preview as this learner")
    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = User.objects.filter(public_id=kwargs["public_id"]).first()
        if person is not None and not policies.may_preview_as(cast(User, request.user), person):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", BeginForm(self.request.POST or None, user=self.reader))
        return super().get_context_data(**kwargs) | {"is_noted": True}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = BeginForm(request.POST, user=self.reader)
        if form.is_valid():
            preview = previews.through_the_eyes_of(
                self.person,
                by=self.reader,
                moment=form.cleaned_data["moment"],
                draft_of=form.draft_of,
                back_url=self.learner_url,
            )
            if (begun := self.begin(form, preview)) is not None:
                return begun
        return self.render_to_response(self.get_context_data(form=form), status=422)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Be oneself again, where the preview was begun."""
    back_url = previews.end(request)
    is_ours = url_has_allowed_host_and_scheme(back_url, {request.get_host()})
    return redirect(back_url if back_url and is_ours else reverse("wagtailadmin_home"))
