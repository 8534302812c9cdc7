"""What staff note about one enrolment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from common.admin.views import AdminActionView
from common.verdict import Verdict

from .. import actions
from ..models import Enrolment
from . import policies
from .learner_base import LearnerBaseView


class PaidInFullView(LearnerBaseView, AdminActionView):
    """Record that the last instalment was paid (`paid=yes`), or take that back."""

    def may(self) -> Verdict:
        return policies.may_mark_paid_up(self.reader)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        enrolments = Enrolment.objects.filter(person=self.person).select_related("course")
        enrolment = get_object_or_404(enrolments, pk=kwargs["enrolment_id"])
        is_paid_up = request.POST.get("paid") == "yes"
        actions.mark_paid_up(enrolment=enrolment, at=self.now if is_paid_up else None)
        words = (
            _("“%(course)s” marked as paid in full.")
            if is_paid_up
            else _("“%(course)s” marked as not paid in full.")
        )
        messages.success(request, words % {"course": enrolment.course.title})
        return redirect(self.learner_url)
