"""Marking again after a corrected key: a preview of who changes, then the work, at once or in turns."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from common.background import jobs
from common.background.durable import enqueue_durably
from common.background.jobs import Outlook

from ..actions.regrading import progress_of, regrade_attempt, scope_of, subject_of, tell_progress
from ..actions.voiding import courses_that_ask
from ..grading.regrading import (
    GONE,
    MOST_LOOKED_AT,
    TEXT_CHANGED,
    TOO_DIFFERENT,
    RegradeOptions,
    RegradeScope,
    plan,
)
from ..models import Question
from ..permissions import rights_on_course
from .grading_base import GradedItemAdminView, GradingAdminView, work_url

MOST_AT_ONCE = 100
_REFRESH_SECONDS = 4


class RegradeBaseView(GradingAdminView):
    """A preview with its choices in the query string, and a button."""

    template_name = "assessments/admin/regrade.html"
    page_title = gettext_lazy("Regrade")
    header_icon = "rotate"
    scope: RegradeScope

    def choices(self) -> RegradeOptions:
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        is_first = "chosen" not in asked
        return RegradeOptions(
            spares=is_first or "spares" in asked, takes_changed_text="changed_text" in asked
        )

    def running(self) -> tuple[tuple[int, int] | None, Outlook]:
        """How far the background is, None if it does nothing, and how its job stands. Two queries."""
        progress = progress_of(self.scope, at=self.now)
        outlook = jobs.outlook(subject_of(self.scope), now=self.now)
        return (None if outlook == Outlook.FAILED else progress), outlook

    def back_url(self) -> str:
        return reverse("assessments_marking:queue")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"back_url": self.back_url()}
        running, outlook = self.running()
        if running is not None:
            is_late = outlook == Outlook.LATE
            return context | {"running": {"done": running[0], "total": running[1]}, "is_late": is_late}
        choices = self.choices()
        found = plan(self.scope, choices)
        return context | {
            "plan": found,
            "has_failed": outlook == Outlook.FAILED,
            "choices": choices,
            "most_looked_at": MOST_LOOKED_AT,
            "left": [
                (_("the question wording has changed"), found.left[TEXT_CHANGED]),
                (
                    _("the question has changed too much since learners saw it"),
                    found.left[TOO_DIFFERENT],
                ),
                (_("the question is no longer published"), found.left[GONE]),
                (_("graded manually"), found.by_hand),
            ],
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        response = self.render_to_response(context)
        if "running" in context:
            response["Refresh"] = str(_REFRESH_SECONDS)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from ..tasks import regrade_question

        if self.running()[0] is not None:
            return redirect(request.path)
        choices, reason = self.choices(), request.POST.get("reason", "").strip()[:500]
        ids = list(self.scope.attempts().values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(ids) > MOST_AT_ONCE:
            tell_progress(self.scope, 0, self.scope.attempts().count(), at=self.now)
            question_id = str(self.scope.question_id or "")
            enqueue_durably(
                regrade_question,
                self.reader.pk,
                question_id,
                self.scope.graded_item_id,
                choices.spares,
                choices.takes_changed_text,
                reason,
                subject=subject_of(self.scope),
            )
            return redirect(request.path)
        changed = sum(
            regrade_attempt(
                attempt_id=pk,
                scope=self.scope,
                choices=choices,
                by=self.reader,
                at=self.now,
                reason=reason,
            )
            for pk in ids
        )
        jobs.dismiss(subject_of(self.scope))
        words = ngettext("%(count)d attempt regraded.", "%(count)d attempts regraded.", changed)
        messages.success(request, words % {"count": changed})
        return redirect(self.back_url())


class RegradeView(RegradeBaseView, GradedItemAdminView):
    """All questions of a quiz or exam."""

    @cached_property
    def scope(self) -> RegradeScope:  # type: ignore[override]
        return scope_of(self.reader, graded_item_id=self.graded_item.pk)

    def back_url(self) -> str:
        return work_url(self.graded_item)


class RegradeQuestionView(RegradeBaseView):
    """One question, wherever it was asked in the courses that the reader marks."""

    @cached_property
    def question(self) -> Question | None:
        return Question.objects.filter(translation_key=self.kwargs["public_id"]).order_by("pk").first()

    @cached_property
    def scope(self) -> RegradeScope:  # type: ignore[override]
        public_id = self.kwargs["public_id"]
        if not (self._may_see_question() or courses_that_ask(self.reader, public_id).exists()):
            raise Http404("nobody was asked this in the reader's courses")
        return scope_of(self.reader, question_id=public_id)

    def _may_see_question(self) -> bool:
        return self.question is not None and "view" in rights_on_course(self.reader, self.question.course_id)

    def get_page_subtitle(self) -> str:
        return str(self.question or "")
