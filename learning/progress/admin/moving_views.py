"""Move one learner, the members of a cohort, or everyone to a release of their course."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.admin.views import AdminFormView, AdminView, Breadcrumb, breadcrumb
from common.natural_order import AsPeopleCount
from common.verdict import Verdict
from learning.access.admin.policies import visible_cohorts
from learning.access.models import Cohort
from learning.courses.models import Course, Release
from learning.courses.release.proposals import of_release
from learning.progress import actions, policies
from learning.progress.admin.following_views import OfCourse
from learning.progress.following.learners import (
    COHORT,
    EVERYONE,
    ONE,
    MoveWarning,
    PlannedMove,
    chosen_enrolments,
)
from learning.progress.models import ReleaseMoveJob

#: The releases that can be chosen: the newest ones.
MOST_RELEASES = 100


class MoveForm(forms.Form):
    """Whom to move to which release, and why. person: the only one to move, who is not asked for then."""

    who = forms.ChoiceField(
        label=gettext_lazy("Who"),
        choices=[(EVERYONE, gettext_lazy("Everyone")), (COHORT, gettext_lazy("The members of a cohort"))],
        widget=forms.RadioSelect,
        initial=EVERYONE,
    )
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        to_field_name="public_id",
    )
    release = forms.ModelChoiceField(
        label=gettext_lazy("Release"),
        queryset=Release.objects.none(),
        to_field_name="number",
        empty_label=None,
    )
    words = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def __init__(
        self, *args: Any, course: Course, cohorts: QuerySet[Cohort], person: User | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        newest = course.releases.filter(is_withdrawn=False).newest_first().values("pk")[:MOST_RELEASES]
        releases: Any = self.fields["release"]
        releases.queryset = course.releases.filter(
            pk__in=list(newest.values_list("pk", flat=True))
        ).newest_first()
        releases.label_from_instance = _release_label
        if person is not None or not cohorts.exists():
            del self.fields["cohort"]
        else:
            self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]
        if "cohort" not in self.fields:
            del self.fields["who"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("who") == COHORT and not data.get("cohort"):
            self.add_error("cohort", _("Choose a cohort."))
        return data


def _release_label(release: Release) -> str:
    date = date_format(localtime(release.released_at), "DATE_FORMAT")
    return _("Release %(number)s, %(date)s") % {"number": release.number, "date": date}


class MoveView(OfCourse, AdminFormView):
    """What a move would change is shown first; then it is made, of many in the background."""

    template_name = "progress/admin/move.html"
    page_title = gettext_lazy("Move learners")
    header_icon = "group"
    button = gettext_lazy("Show what changes")
    refusals = (actions.MoveRefused,)
    explanation = gettext_lazy(
        "Completed lessons, scores and certificates stay as they are. Learners who have completed the course "
        "aren't moved."
    )

    def may(self) -> Verdict:
        return super().may() and policies.may_move_learners(self.reader, self.course)

    @cached_property
    def person(self) -> User | None:
        key = self.request.GET.get("person")
        if not key:
            return None
        learners = User.objects.filter(enrolments__course=self.course).distinct()
        try:
            return get_object_or_404(learners, public_id=key)
        except ValidationError:
            raise Http404("there is no such learner") from None

    def get_page_subtitle(self) -> str:
        return self.person.get_display_name() if self.person else self.course.title

    def form_for(self, data: Any, files: Any = None) -> MoveForm:
        cohorts = visible_cohorts(self.reader).filter(courses=self.course).order_by(AsPeopleCount("name"))
        initial = {"release": self.request.GET.get("release")}
        return MoveForm(data, course=self.course, cohorts=cohorts, person=self.person, initial=initial)

    def asked(self, form: MoveForm) -> dict[str, str]:
        """Whom a valid form means, as `chosen_enrolments` reads it."""
        if self.person is not None:
            return {"who": ONE, "person": str(self.person.public_id)}
        if form.cleaned_data.get("who") == COHORT:
            return {"who": COHORT, "cohort": str(form.cleaned_data["cohort"].public_id)}
        return {"who": EVERYONE}

    def warning(self, form: MoveForm) -> MoveWarning:
        release = Release.objects.select_related("course__source_locale").get(
            pk=form.cleaned_data["release"].pk
        )
        release.course.latest_release = self.course.latest_release
        asked = self.asked(form)
        plan = PlannedMove(of_release(release), chosen_enrolments(self.course, asked, self.now), self.now)
        address = reverse(
            "progress_admin:forecast", args=[self.course.public_id, f"release-{release.number}"]
        )
        return MoveWarning(plan.sentences(), f"{address}?{urlencode(asked)}")

    def done(self, form: MoveForm) -> HttpResponse:
        release, words = form.cleaned_data["release"], form.cleaned_data["words"]
        if self.person is not None:
            ids = chosen_enrolments(self.course, self.asked(form), self.now).values_list("pk", flat=True)
            moved = actions.move_learners(
                enrolment_ids=list(ids), release=release, by=self.reader, at=self.now, words=words
            )
            told = _("Moved. Release %(number)s applies now.") if moved else _("Nothing was changed.")
            messages.success(self.request, told % {"number": release.number})
            return redirect(self.back())
        cohort = form.cleaned_data.get("cohort") if form.cleaned_data.get("who") == COHORT else None
        job = actions.start_moving(release=release, cohort=cohort, by=self.reader, at=self.now, words=words)
        return redirect("progress_admin:move_job", self.course.public_id, job.public_id)

    def back(self) -> str:
        return self.list_url


class JobView(OfCourse, AdminView):
    """How far a move of many is. While it runs, htmx asks for the progress alone."""

    template_name = "progress/admin/move_job.html"
    page_title = gettext_lazy("Moving learners")
    header_icon = "group"

    def may(self) -> Verdict:
        return super().may() and policies.may_move_learners(self.reader, self.course)

    @cached_property
    def job(self) -> ReleaseMoveJob:
        jobs = self.course.release_move_jobs.select_related("release", "cohort", "started_by")
        return get_object_or_404(jobs, public_id=self.kwargs["job_id"])

    def parents(self) -> list[Breadcrumb]:
        return [*super().parents(), breadcrumb(_("Move learners"), self._move_url())]

    def _move_url(self) -> str:
        return reverse("progress_admin:move", args=[self.course.public_id])

    def get_template_names(self) -> list[str]:
        if self.request.headers.get("HX-Request"):
            return ["progress/admin/move_job_progress.html"]
        return super().get_template_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"job": self.job, "course": self.course}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions.resume_moving(job=self.job, at=self.now)
        return redirect("progress_admin:move_job", self.course.public_id, self.job.public_id)
