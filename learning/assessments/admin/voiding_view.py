"""Withdraw a question that has been asked, with a preview of who changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from common.admin.views import AdminFormView
from common.background.durable import enqueue_durably

from ..actions.voiding import (
    VoidRefused,
    attempts_asked,
    courses_that_ask,
    void_in_attempt,
    void_question,
)
from ..grading.void_plan import MOST_LOOKED_AT, void_plan
from ..models import Question, Void, VoidedQuestion
from .grading_base import GradingAdminView

MOST_AT_ONCE = 100


class VoidForm(forms.Form):
    """What becomes of the question, and why."""

    void = forms.ChoiceField(
        label=gettext_lazy("What happens to this question"),
        choices=[*Void.choices, ("", gettext_lazy("It counts normally"))],
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class VoidQuestionView(GradingAdminView, AdminFormView):
    """One question, in all courses of the reader that asked it."""

    template_name = "assessments/admin/void_question.html"
    page_title = gettext_lazy("Withdraw question")
    refusals = (VoidRefused,)

    @cached_property
    def question_id(self) -> UUID:
        public_id: UUID = self.kwargs["public_id"]
        return public_id

    @cached_property
    def course_ids(self) -> list[int]:
        found = list(courses_that_ask(self.reader, self.question_id).values_list("pk", flat=True))
        if not found:
            raise Http404("nobody was asked this in the reader's courses")
        return found

    @cached_property
    def question(self) -> Question | None:
        return Question.objects.filter(translation_key=self.question_id).order_by("pk").first()

    def get_page_subtitle(self) -> str:
        return str(self.question or "")

    def back(self) -> str:
        return reverse("assessments_marking:queue")

    def form_for(self, data: Any, files: Any = None) -> VoidForm:
        last = self._history.first()
        return VoidForm(data, initial={"void": last.void if last else Void.FULL})

    @property
    def _history(self) -> Any:
        rows = VoidedQuestion.objects.filter(course__in=self.course_ids, question_id=self.question_id)
        return rows.select_related("by", "course").order_by("-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        attempts = list(attempts_asked(self.course_ids, self.question_id)[:MOST_LOOKED_AT])
        choices = [*Void.choices, ("", _("It counts normally"))]
        return super().get_context_data(**kwargs) | {
            "question": self.question,
            "plans": [(label, void_plan(attempts, self.question_id, void)) for void, label in choices],
            "history": list(self._history[:50]),
        }

    def done(self, form: Any) -> None:
        from ..tasks import settle_voided_question

        reason = form.cleaned_data["reason"]
        course_ids = void_question(
            question_id=self.question_id,
            void=form.cleaned_data["void"],
            reason=reason,
            by=self.reader,
            at=self.now,
        )
        ids = list(
            attempts_asked(course_ids, self.question_id).values_list("pk", flat=True)[: MOST_AT_ONCE + 1]
        )
        if len(ids) > MOST_AT_ONCE:
            question_id = str(self.question_id)
            enqueue_durably(settle_voided_question, self.reader.pk, course_ids, question_id, reason)
            words = _("Saved. The scores are being updated in the background.")
        else:
            for pk in ids:
                void_in_attempt(
                    attempt_id=pk, question_id=self.question_id, by=self.reader, at=self.now, reason=reason
                )
            words = _("Saved. The scores are updated.")
        messages.success(self.request, words)
