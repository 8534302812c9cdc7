"""Who is on which release of a course, who follows new ones, and what a new one would change for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.long_lists import LongList, most_counted
from common.admin.views import AdminBaseView, AdminFormView, AdminView, Breadcrumb, breadcrumb
from common.verdict import Verdict
from learning.access.admin.policies import may_see_learners
from learning.courses.models import Course, Release
from learning.courses.release.proposals import learners_by_release, proposal_named
from learning.progress import actions, policies
from learning.progress.following.forecast import (
    foresee_move,
    sentences_before_publishing,
    whom_it_reaches,
)
from learning.progress.following.learners import (
    chosen_enrolments,
    enrolments_of_course,
    forecast_rows,
    moves_of_course,
    rows_of,
)
from learning.progress.models import ReleaseMoveJob

PEOPLE_A_PAGE = 50


class OfCourse(AdminBaseView):
    """A screen about the learners of one course, for whoever may see them."""

    @cached_property
    def course(self) -> Course:
        courses = Course.objects.select_related("latest_release")
        return get_object_or_404(courses, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return policies.may_see_learners_of(self.reader, self.course)

    def get_page_subtitle(self) -> str:
        return self.course.title

    @property
    def list_url(self) -> str:
        return reverse("progress_admin:learners_on_releases", args=[self.course.public_id])

    def parents(self) -> list[Breadcrumb]:
        releases = reverse("courses_admin:releases", args=[self.course.public_id])
        return [
            breadcrumb(_("Releases"), releases),
            breadcrumb(_("Learners on releases"), self.list_url),
        ]


class LearnersOnReleasesView(OfCourse, AdminView):
    """Every learner of a course with the release that they are shown; where staff begin a move."""

    template_name = "progress/admin/learners_on_releases.html"
    page_title = gettext_lazy("Learners on releases")
    header_icon = "group"

    def parents(self) -> list[Breadcrumb]:
        return super().parents()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()
        sees_addresses = bool(may_see_learners(self.reader))
        found = enrolments_of_course(self.course, words=words, by_email=sees_addresses)
        page = LongList(found, PEOPLE_A_PAGE, most=most_counted(words)).page_of(self.request.GET)
        counts = learners_by_release(self.course)
        releases = Release.objects.filter(pk__in=counts).only("number", "released_at").newest_first()
        return super().get_context_data(**kwargs) | {
            "course": self.course,
            "q": words,
            "page": page,
            "rows": rows_of(self.course, list(page.object_list), self.course.latest_release),
            "counts": [(release, counts[release.pk]) for release in releases],
            "sees_addresses": sees_addresses,
            "may_move": policies.may_move_learners(self.reader, self.course),
            "may_set": policies.may_say_who_follows(self.reader, self.course),
            "jobs": ReleaseMoveJob.objects.filter(
                course=self.course, state__in=[ReleaseMoveJob.State.RUNNING, ReleaseMoveJob.State.STOPPED]
            ).select_related("release", "cohort")[:5],
        }


class FollowForm(forms.Form):
    """What learners do when there is a new release."""

    follow = forms.ChoiceField(
        label=gettext_lazy("When a new release is published, learners"),
        choices=Course.Follow.choices,
        widget=forms.RadioSelect,
    )


class FollowView(OfCourse, AdminFormView):
    """Say, for one course, who follows new releases."""

    page_title = gettext_lazy("Learners and new releases")
    header_icon = "history"
    explanation = gettext_lazy(
        "This applies to releases published from now on. Nothing changes for anyone today: learners on an "
        "earlier release stay there until you move them, and everyone who has completed the course keeps "
        "the release they completed."
    )

    def may(self) -> Verdict:
        return super().may() and policies.may_say_who_follows(self.reader, self.course)

    def form_for(self, data: Any, files: Any = None) -> FollowForm:
        return FollowForm(data, initial={"follow": self.course.follow})

    def done(self, form: FollowForm) -> None:
        actions.set_follow(
            course=self.course, follow=form.cleaned_data["follow"], by=self.reader, at=self.now
        )
        messages.success(self.request, _("Saved. It applies to the next release."))

    def back(self) -> str:
        return self.list_url


class MovesView(OfCourse, AdminView):
    """The history: who was moved from which release to which, and how the course was set."""

    template_name = "progress/admin/moves.html"
    page_title = gettext_lazy("History of moves")
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = LongList(moves_of_course(self.course), PEOPLE_A_PAGE).page_of(self.request.GET)
        changes = self.course.follow_changes.select_related("changed_by").order_by("-changed_at", "-pk")
        return super().get_context_data(**kwargs) | {"page": page, "changes": changes[:20]}


class ForecastView(OfCourse, AdminView):
    """Learner by learner, what a release would change: one that may come, or one to move them to."""

    template_name = "progress/admin/forecast.html"
    page_title = gettext_lazy("What a move changes")
    header_icon = "group"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal = proposal_named(self.course, self.kwargs["name"], at=self.now)
        if proposal is None:
            raise Http404("there is no such proposal")
        is_move = "who" in self.request.GET
        if is_move:
            enrolments = chosen_enrolments(self.course, self.request.GET, self.now)
        else:
            enrolments = whom_it_reaches(self.course)
        forecast = foresee_move(proposal, enrolments, at=self.now)
        sentences = (
            tuple(forecast.sentences()) if is_move else sentences_before_publishing(self.course, forecast)
        )
        page = Paginator(forecast.learners, PEOPLE_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "sentences": sentences,
            "page": page,
            "rows": forecast_rows(list(page.object_list)),
        }
