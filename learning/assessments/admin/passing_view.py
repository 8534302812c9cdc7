"""Give a lower passing score to those who were graded by a higher one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from accounts.models import User

from ..actions.passing import lower_passing_score, passing_score_of, would_pass
from ..models import GradedItem
from .grading_base import GradedItemAdminView, work_url
from .policies import may_grade

MOST_LISTED = 100


def offer_lower_passing_score(request: HttpRequest, graded_item: GradedItem) -> None:
    """Tell who has just published a lower passing score that it can be applied to what was graded before.

    At most three queries; whoever may not grade is told nothing.
    """
    user = request.user
    if not isinstance(user, User) or not may_grade(user, graded_item.course_id):
        return
    passing_score = passing_score_of(graded_item)
    count = 0 if passing_score is None else would_pass(graded_item, passing_score).count()
    if count:
        words = ngettext(
            "%(count)d earlier result reaches the passing score of %(score)d%% and hasn't passed yet.",
            "%(count)d earlier results reach the passing score of %(score)d%% and haven't passed yet.",
            count,
        )
        url = reverse("assessments_marking:lower_passing_score", args=[graded_item.public_id])
        button = messages.button(url, _("Apply the lower passing score"))
        messages.warning(request, words % {"count": count, "score": passing_score}, buttons=[button])


class LowerPassingScoreView(GradedItemAdminView):
    """Who would pass now, and a button that lets them."""

    template_name = "assessments/admin/lower_passing_score.html"
    page_title = gettext_lazy("Apply the lower passing score")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passing_score = passing_score_of(self.graded_item)
        found = would_pass(self.graded_item, 101 if passing_score is None else passing_score)
        return super().get_context_data(**kwargs) | {
            "passing_score": passing_score,
            "count": found.count(),
            "records": found.select_related("enrolment__person")[:MOST_LISTED],
            "back_url": work_url(self.graded_item),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        count = lower_passing_score(graded_item=self.graded_item, by=self.reader, at=self.now)
        words = ngettext("%(count)d result now passes.", "%(count)d results now pass.", count)
        messages.success(request, words % {"count": count})
        return redirect(work_url(self.graded_item))
