"""The screens about a course's learners: who they are, and writing to them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from common.addresses import address_of
from common.admin.long_lists import LongList, most_counted
from common.admin.unknown_filters import note_unknown
from common.admin.views import AdminFormView, AdminView, Breadcrumb, breadcrumb
from common.verdict import Verdict
from learning.access.admin.policies import may_see_learners
from learning.access.audiences import name_of_course_audience
from learning.access.models import Enrolment
from learning.assessments.admin.policies import may_grade
from learning.courses.models import Course
from learning.courses.selectors import source_page_of

from .. import messages as emails
from ..actions import write_to_learners
from ..models import LearnerEmail
from ..policies import may_see_course_learners, may_write_to_learners
from .forms import CourseLearnersForm, WriteForm
from .learner_rows import learner_rows
from .learners import (
    WORKED_OUT,
    Access,
    LearnerQuery,
    Sort,
    Where,
    kept_counts_of,
    learners_of,
    long_list_of,
    may_be_compared,
)
from .writing import NoRecipients

LEARNERS_A_PAGE = 50
#: How many emails to learners of a course are listed, and how many names of recipients.
EMAILS_SHOWN, NAMES_SHOWN = 10, 20


class CourseLearnersBase(AdminView):
    """A screen about the learners of the course whose `public_id` the address names."""

    header_icon = "group"

    @cached_property
    def course(self) -> Course:
        courses = Course.objects.select_related("latest_release", "source_locale")
        courses = courses.defer("latest_release__content", "latest_release__search_text")
        return get_object_or_404(courses, public_id=self.kwargs["public_id"])

    def may(self) -> Verdict:
        return may_see_course_learners(self.reader, self.course)

    @cached_property
    def reads_addresses(self) -> bool:
        return bool(may_see_learners(self.reader))

    @cached_property
    def filters(self) -> CourseLearnersForm:
        return CourseLearnersForm(self.request.GET, reads_addresses=self.reads_addresses)

    @property
    def list_url(self) -> str:
        return reverse("support:course_learners", args=[self.course.public_id])

    def get_page_subtitle(self) -> str:
        return self.course.title

    def parents(self) -> list[Breadcrumb]:
        page = source_page_of(self.course)
        return [breadcrumb(self.course.title, address_of("course_builder", page))] if page else []


class CourseLearnersView(CourseLearnersBase):
    """Who takes the course, how far they are, and where they are stuck. Flat in its queries."""

    template_name = "support/course_learners.html"
    page_title = gettext_lazy("Learners")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.filters.query
        note_unknown(self.request, set(self.filters.errors))
        is_long = not may_be_compared(self.course)
        is_too_long = query.sort.removeprefix("-") in WORKED_OUT and is_long
        if is_too_long:
            query = replace(query, sort=Sort.NAME)
        if is_long:
            found = long_list_of(self.course, query, LEARNERS_A_PAGE, at=self.now)
        else:
            most = most_counted(query.text, query.where)
            found = LongList(learners_of(self.course, query, at=self.now), LEARNERS_A_PAGE, most=most)
        page = found.page_of(self.request.GET)
        return super().get_context_data(**kwargs) | {
            "course": self.course,
            "form": self.filters,
            "query": query,
            "is_too_long": is_too_long,
            "page": page,
            "rows": learner_rows(self.course, list(page.object_list), at=self.now),
            "counts": kept_counts_of(self.course, at=self.now),
            "reads_addresses": self.reads_addresses,
            "may_grade": bool(may_grade(self.reader, self.course)),
            "may_write": bool(may_write_to_learners(self.reader, self.course)),
            "write_url": reverse("support:write_to_learners", args=[self.course.public_id]),
            "announce_url": _announce_url(self.course),
        }


class WriteToLearnersView(CourseLearnersBase, AdminFormView):
    """Write to one, to chosen learners (`?learner=`), or to all that the list's filters find.

    The first press shows the email and to how many it goes; only what was shown is sent.
    """

    template_name = "support/write_to_learners.html"
    page_title = gettext_lazy("Email learners")
    header_icon = "mail"
    refusals = (NoRecipients,)

    def may(self) -> Verdict:
        return super().may() and may_write_to_learners(self.reader, self.course)

    def parents(self) -> list[Breadcrumb]:
        return [*super().parents(), breadcrumb(_("Learners"), self.list_url)]

    def back(self) -> str:
        kept = _kept(self.request.GET)
        return f"{self.list_url}?{kept}" if kept else self.list_url

    @cached_property
    def chosen(self) -> list[int] | None:
        """The enrolments that were ticked; None: everyone whom the filters find."""
        asked = self.request.GET
        given = [int(pk) for pk in asked.getlist("learner") if pk.isdecimal() and len(pk) < 19]
        return given if "learner" in asked or "chosen" in asked else None

    @cached_property
    def recipients(self) -> QuerySet[Enrolment]:
        """Who can be written to: nobody who is suspended."""
        query = self.filters.query if self.chosen is None else LearnerQuery(access=Access.ANY)
        found = learners_of(self.course, query, at=self.now).filter(person__is_active=True)
        return found if self.chosen is None else found.filter(pk__in=self.chosen)

    @cached_property
    def people(self) -> list[int]:
        return list(self.recipients.values_list("person_id", flat=True))

    @property
    def audience(self) -> str:
        """Whom it is meant for, in words."""
        if self.chosen is not None:
            return _("chosen learners")
        query = self.filters.query
        words = [str(Where(query.where).label), str(Access(query.access).label), query.text]
        return " · ".join(word for word in words if word)

    def form_for(self, data: Any, files: Any = None) -> WriteForm:
        return WriteForm(data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_for(request.POST)
        if not form.is_valid():
            return self.answer(form)
        shown = self._digest(form)
        previewed = request.POST.get("previewed", "")
        if "send" not in request.POST or previewed != shown:
            form = self._as_another_email(form)
            context = {"form": form, "preview": self._preview(form), "shown": shown}
            context["has_changed"] = "send" in request.POST and bool(previewed)
            return self.render_to_response(self.get_context_data(**context))
        return super().post(request, *args, **kwargs)

    def _as_another_email(self, form: WriteForm) -> WriteForm:
        """The form; under a key of its own where one was sent under its key, as by somebody who went back."""
        if not LearnerEmail.objects.filter(public_id=form.cleaned_data["key"]).exists():
            return form
        data = self.request.POST.copy()
        data["key"] = str(uuid4())
        again = self.form_for(data)
        again.is_valid()
        return again

    def _digest(self, form: WriteForm) -> str:
        """Of what a preview shows: text and recipients. Another one has to be looked at again."""
        said = [form.cleaned_data["subject"], form.cleaned_data["text"], *map(str, sorted(self.people))]
        return hashlib.sha256("\0".join(said).encode()).hexdigest()

    def _preview(self, form: WriteForm) -> Any:
        """The email as the first of them gets it, its address left out."""
        first = self.recipients.first()
        if first is None:
            return None
        email = LearnerEmail(
            course=self.course,
            sender=self.reader,
            subject=form.cleaned_data["subject"],
            text=form.cleaned_data["text"],
        )
        return emails.email_to(first.person, email)

    def done(self, form: Any) -> HttpResponse:
        email = write_to_learners(
            course=self.course,
            people=self.people,
            subject=form.cleaned_data["subject"],
            text=form.cleaned_data["text"],
            audience=self.audience,
            by=self.reader,
            at=self.now,
            key=form.cleaned_data["key"],
        )
        words = ngettext(
            "Your email is on its way to %(count)s person.",
            "Your email is on its way to %(count)s people.",
            email.people,
        )
        messages.success(self.request, words % {"count": email.people})
        return redirect(self.back())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = LearnerEmail.objects.filter(course=self.course).select_related("sender")[:EMAILS_SHOWN]
        named = self.recipients.select_related("person")[:NAMES_SHOWN]
        return super().get_context_data(**kwargs) | {
            "count": len(self.people),
            "names": [enrolment.person.get_display_name() for enrolment in named],
            "more": max(0, len(self.people) - NAMES_SHOWN),
            "audience": self.audience,
            "is_chosen": self.chosen is not None,
            "reply_to": self.reader.email,
            "sent": sent,
        }


def _announce_url(course: Course) -> str:
    """Where a message to all its learners is written."""
    asked = urlencode({"to": name_of_course_audience(course)})
    return f"{address_of('new_broadcast')}?{asked}"


def _kept(asked: QueryDict) -> str:
    """The filters of the list, without who was ticked."""
    kept = asked.copy()
    for name in ("learner", "chosen"):
        kept.pop(name, None)
    return kept.urlencode()
