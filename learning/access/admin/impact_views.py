"""The list of those whom a change would shut out, before it is done."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.admin.views import AdminView
from common.verdict import Verdict
from learning.courses.editor.publish_warning import proposal_named
from learning.courses.models import Course

from ..impact import publish_warning
from ..impact.evaluation import impact_of_cohort, impact_of_path
from ..impact.result import Impact
from ..models import Cohort, LearningPathPage
from . import policies

PEOPLE_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class LockedOutRow:
    """A person. is_shut_out: else it is lessons that close for them."""

    person: User
    is_shut_out: bool
    has_finished: bool


class LockedOutView(AdminView):
    """Who would be shut out; for those who may see learners."""

    template_name = "access/admin/shut_out.html"
    page_title = gettext_lazy("People who would lose access")
    header_icon = "group"

    def may(self) -> Verdict:
        return policies.may_see_learners(self.reader)

    @abstractmethod
    def weighed(self) -> tuple[str, Impact]:
        """The title of what would change, and what that does. Raises Http404."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title, impact = self.weighed()
        ids = [*impact.shut_out, *impact.lessons_close]
        page = Paginator(ids, PEOPLE_A_PAGE).get_page(self.request.GET.get("p"))
        people = User.objects.in_bulk(list(page.object_list))
        shut_out = set(impact.shut_out)
        rows = [LockedOutRow(people[pk], pk in shut_out, pk in impact.finished) for pk in page.object_list]
        return super().get_context_data(**kwargs) | {
            "title": title,
            "sentences": impact.sentences(),
            "rows": rows,
            "page": page,
        }


class CourseLockedOutView(LockedOutView):
    """By a status or the rules of a course."""

    def weighed(self) -> tuple[str, Impact]:
        courses = Course.objects.select_related("latest_release")
        course = get_object_or_404(courses, public_id=self.kwargs["public_id"])
        proposal = proposal_named(course, self.kwargs["name"], self.now)
        if proposal is None:
            raise Http404("there is no such proposal")
        return course.title, publish_warning.impact_of(proposal, self.now)


class PathLockedOutView(LockedOutView):
    """By the draft of a learning path."""

    def weighed(self) -> tuple[str, Impact]:
        page = get_object_or_404(LearningPathPage, pk=self.kwargs["page_id"])
        drafted = page.get_latest_revision_as_object()
        impact = impact_of_path(page.learning_path, courses=drafted.courses_in_order(), at=self.now)
        return page.title, impact


class CohortLockedOutView(LockedOutView):
    """By another start or end of a cohort."""

    def weighed(self) -> tuple[str, Impact]:
        cohort = get_object_or_404(Cohort, public_id=self.kwargs["public_id"])
        starts_at, ends_at = self._moment("start"), self._moment("end")
        if starts_at is None and ends_at is None:
            raise Http404("no date is named")
        impact = impact_of_cohort(cohort, starts_at=starts_at, ends_at=ends_at, at=self.now)
        return cohort.name, impact

    def _moment(self, name: str) -> datetime | None:
        try:
            moment = parse_datetime(self.request.GET.get(name, ""))
        except ValueError:
            return None
        return moment if moment is not None and moment.tzinfo is not None else None
