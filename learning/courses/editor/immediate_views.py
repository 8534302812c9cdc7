"""The screens of what acts at once: a course's status, instructors and prices, and a live lesson's date."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from commerce.catalogue.models import Price, Product
from commerce.catalogue.selectors import products_by_code
from common.admin.views import AdminFormView, Breadcrumb, breadcrumb
from common.money import Money
from common.verdict import Verdict
from learning.courses import actions, policies
from learning.courses.editor import publish_warning
from learning.courses.editor.instructors_form import CourseStatusForm, people_named
from learning.courses.editor.prices import PricesFormView
from learning.courses.models import Course, CoursePage, Lesson, LessonPage
from learning.courses.selectors import live_date_of, source_page_of


class LiveDateForm(forms.Form):
    """When a live lesson takes place, for how long, and where to join it."""

    starts_at = forms.DateTimeField(
        label=gettext_lazy("Starts"), required=False, widget=AdminDateTimeInput(), help_text=""
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Duration in minutes"), required=False, min_value=1, max_value=24 * 60
    )
    join_url = forms.URLField(label=gettext_lazy("Join URL"), required=False, assume_scheme="https")


class ImmediateFormView(AdminFormView):
    """A form beside a page of a course whose Save acts at once; then back to the page's editor.

    Whoever may edit the course's page looks; who may save is said by `may_save`.
    """

    template_name = "courses/admin/immediate_form.html"
    header_icon = "cog"
    course: Any

    @cached_property
    def course_page(self) -> CoursePage | None:
        return source_page_of(self.course)

    @property
    def page(self) -> Any:
        """The page to come back to."""
        assert self.course_page is not None, "may() asks for it"
        return self.course_page

    def may(self) -> Verdict:
        verdict = policies.may_open_in_editor(self.reader, self.course_page)
        return self.may_save() if verdict and self.request.method == "POST" else verdict

    @abstractmethod
    def may_save(self) -> Verdict: ...

    @abstractmethod
    def save(self, form: Any) -> None:
        """Change it, at once."""

    def done(self, form: Any) -> None:
        self.save(form)
        messages.success(self.request, self.saved_words(form))

    def saved_words(self, form: Any) -> str:
        """What is told once it is saved."""
        return _("Saved. The change applies immediately.")

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(self.get_page_subtitle(), self.back())]

    def back(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"page": self.page, "may_save": self.may_save()}


class CourseImmediateFormView(ImmediateFormView):
    """One about the course that the address names."""

    @cached_property
    def course(self) -> Course:
        return get_object_or_404(Course, public_id=self.kwargs["public_id"])

    def may_save(self) -> Verdict:
        return policies.may_change_standing(self.reader, self.page)


class CourseStatusView(CourseImmediateFormView):
    """Change a course's status and instructors."""

    template_name = "courses/admin/standing.html"
    page_title = gettext_lazy("Status and instructors")
    explanation = gettext_lazy(
        "Status and instructors aren't part of the draft. Changes apply as soon as you save."
    )

    #: What declines a change of instructors, in words.
    refusals = (actions.CourseNeedsOwner, actions.OnlyOwnerHandsOver)

    def form_for(self, data: Any, files: Any = None) -> CourseStatusForm:
        may_hand_over = bool(policies.may_hand_over(self.reader, self.course))
        return CourseStatusForm(data, course=self.course, may_hand_over=may_hand_over)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The button beside the search shows the form again, with whom it found."""
        if request.POST.get("do") != "find":
            return super().post(request, *args, **kwargs)
        form = self.form_for(request.POST)
        form.find(request.POST.get("find", ""))
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = self.course.status_changes.select_related("changed_by").order_by("-changed_at")[:20]
        changes = self.course.instructor_changes.select_related("account", "changed_by")
        return super().get_context_data(**kwargs) | {
            "course": self.course,
            "history": history,
            "instructor_history": changes.order_by("-changed_at", "-pk")[:20],
        }

    def warning(self, form: Any) -> publish_warning.PublishWarning | None:
        """What the status would do to those who are in."""
        status = form.cleaned_data["status"]
        if status == self.course.status:
            return None
        return publish_warning.publish_warning_for(
            publish_warning.of_status(self.course, status), self.reader
        )

    @transaction.atomic(using=DEFAULT_DB_ALIAS)
    def save(self, form: CourseStatusForm) -> None:
        """Both or neither: what is refused leaves the status alone, too."""
        status = form.cleaned_data["status"]
        actions.change_status(course=self.course, status=status, actor=self.reader, at=self.now)
        actions.set_instructors(
            course=self.course, accounts=form.people, owner=form.owner, actor=self.reader, at=self.now
        )


class FindInstructorsView(CourseImmediateFormView):
    """Whom a name typed on the screen of instructors finds, as the part of the page that lists them."""

    page_title = gettext_lazy("Instructors")

    def may(self) -> Verdict:
        verdict = policies.may_open_in_editor(self.reader, self.course_page)
        return verdict and self.may_save()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {"found": people_named(request.GET.get("q", ""), self.course), "has_searched": True}
        return render(request, "courses/admin/found_instructors.html", context)

    def form_for(self, data: Any, files: Any = None) -> CourseStatusForm:
        return CourseStatusForm(data, course=self.course, may_hand_over=False)

    def save(self, form: CourseStatusForm) -> None:
        """Nothing is saved here."""


class CoursePricesView(PricesFormView, CourseImmediateFormView):
    """Change what a course costs, now or from a date, for good or for a sale."""

    page_title = gettext_lazy("Prices")
    explanation = gettext_lazy(
        "Prices aren't part of the draft. Without a date, changes apply as soon as you save them."
    )

    @cached_property
    def product(self) -> Product | None:
        return products_by_code([self.course.product_code]).get(self.course.product_code)

    def set_prices(
        self, prices: Sequence[Money], from_at: datetime | None, until_at: datetime | None
    ) -> None:
        actions.set_prices(
            course=self.course,
            prices=prices,
            from_at=from_at,
            until_at=until_at,
            actor=self.reader,
            at=self.now,
        )

    def withdraw(self, price: Price) -> None:
        actions.withdraw_price(course=self.course, price=price, actor=self.reader, at=self.now)

    def save(self, form: Any) -> None:
        """`done` saves."""


class LiveDateView(ImmediateFormView):
    """Change when a live lesson takes place."""

    template_name = "courses/admin/live.html"
    page_title = gettext_lazy("Live lesson")
    header_icon = "date"
    explanation = gettext_lazy(
        "The date and the join URL aren't part of the draft. Changes apply as soon as you save them."
    )

    @cached_property
    def lesson(self) -> Lesson:
        lessons = Lesson.objects.select_related("course")
        return get_object_or_404(lessons, public_id=self.kwargs["public_id"])

    @property
    def course(self) -> Course:
        return self.lesson.course

    @cached_property
    def page(self) -> LessonPage:
        locale_id = self.course.source_locale_id
        return get_object_or_404(LessonPage, lesson=self.lesson, locale_id=locale_id, alias_of=None)

    def may_save(self) -> Verdict:
        assert self.course_page is not None, "may() asks for it"
        return policies.may_schedule(self.reader, self.course_page)

    def form_for(self, data: Any, files: Any = None) -> LiveDateForm:
        live = live_date_of(self.lesson.pk)
        initial = {"starts_at": live.starts_at, "minutes": live.minutes, "join_url": live.join_url}
        return LiveDateForm(data, initial=initial)

    def save(self, form: LiveDateForm) -> None:
        actions.schedule_lesson(
            lesson=self.lesson,
            starts_at=form.cleaned_data["starts_at"],
            minutes=form.cleaned_data["minutes"],
            join_url=form.cleaned_data["join_url"],
            actor=self.reader,
            at=self.now,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = self.lesson.live_schedule_changes.select_related("changed_by")
        return super().get_context_data(**kwargs) | {"history": changes.order_by("-changed_at", "-pk")[:20]}
