"""The screens of what acts at once: the prices of a course, and the date of a live lesson."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput

from common.money import Money
from learning.courses import actions, policies
from learning.courses.models import Course, CoursePage, Lesson, LessonPage
from learning.courses.selectors import live_date_of, prices_of

from .views import page_to_edit, person_of


class CoursePricesForm(forms.Form):
    """One amount for each currency; empty: the course is not sold in it. In no currency: it is free."""

    def __init__(self, *args: Any, prices: tuple[Money, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {price.currency: price.amount for price in prices}
        for code in dict.fromkeys([*settings.CURRENCIES, *known]):
            self.fields[code] = forms.DecimalField(
                label=_("Price in %(currency)s") % {"currency": code},
                required=False,
                min_value=0,
                max_digits=12,
                initial=known.get(code),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.prices = tuple(self._prices(data))
        return data

    def _prices(self, data: dict[str, Decimal | None]) -> Iterator[Money]:
        for code, amount in list(data.items()):
            if amount is None:
                continue
            try:
                price = Money.of(amount, code)
            except ValueError as error:
                self.add_error(code, str(error))
                continue
            if price.amount_minor:
                yield price
            else:
                self.add_error(code, _("To make the course free, leave all prices empty."))


class LiveDateForm(forms.Form):
    """When a live lesson takes place, for how long, and where to join it."""

    starts_at = forms.DateTimeField(
        label=gettext_lazy("Starts"), required=False, widget=AdminDateTimeInput(), help_text=""
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Duration in minutes"), required=False, min_value=1, max_value=24 * 60
    )
    join_url = forms.URLField(label=gettext_lazy("Join URL"), required=False, assume_scheme="https")


class _ImmediateView(WagtailAdminTemplateMixin, TemplateView):
    """A form beside a page of the course whose Save acts at once. `page`: the page to come back to."""

    header_icon = "cog"
    page: CoursePage | LessonPage

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        title = self.get_page_subtitle()
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": title},
            {"url": "", "label": self.page_title, "sublabel": title},
        ]

    def get_form(self) -> Any:
        raise NotImplementedError

    def may_save(self) -> Any:
        raise NotImplementedError

    def save(self, form: Any) -> None:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"page": self.page, "may_save": self.may_save()}
        context.setdefault("form", self.get_form())
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verdict = self.may_save()
        if not verdict:
            raise PermissionDenied(verdict.sentence)
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        self.save(form)
        messages.success(request, _("Saved. The change applies immediately."))
        return redirect("wagtailadmin_pages:edit", self.page.pk)


class CoursePricesView(_ImmediateView):
    """Change what a course costs."""

    template_name = "courses/admin/prices.html"
    page_title = gettext_lazy("Prices")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.course = get_object_or_404(Course, public_id=kwargs["public_id"])
        self.page = page_to_edit(self.course, person_of(request))
        return super().dispatch(request, *args, **kwargs)

    def get_form(self) -> CoursePricesForm:
        prices = prices_of([self.course.pk])[self.course.pk]
        return CoursePricesForm(self.request.POST or None, prices=prices)

    def may_save(self) -> Any:
        return policies.may_change_standing(person_of(self.request), self.page)  # type: ignore[arg-type]

    def save(self, form: CoursePricesForm) -> None:
        person = person_of(self.request)
        actions.set_prices(course=self.course, prices=form.prices, actor=person, at=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = self.course.price_changes.select_related("changed_by").order_by("-changed_at", "-pk")[:20]
        history = [
            (change, Money(change.amount_minor, change.currency) if change.amount_minor else None)
            for change in changes
        ]
        return super().get_context_data(**kwargs) | {"history": history}


class LiveDateView(_ImmediateView):
    """Change when a live lesson takes place."""

    template_name = "courses/admin/live.html"
    page_title = gettext_lazy("Live lesson")
    header_icon = "date"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.lesson = get_object_or_404(
            Lesson.objects.select_related("course"), public_id=kwargs["public_id"]
        )
        self.course_page = page_to_edit(self.lesson.course, person_of(request))
        self.page = get_object_or_404(
            LessonPage, lesson=self.lesson, locale_id=self.lesson.course.source_locale_id, alias_of=None
        )
        return super().dispatch(request, *args, **kwargs)

    def get_form(self) -> LiveDateForm:
        live = live_date_of(self.lesson.pk)
        initial = {"starts_at": live.starts_at, "minutes": live.minutes, "join_url": live.join_url}
        return LiveDateForm(self.request.POST or None, initial=initial)

    def may_save(self) -> Any:
        return policies.may_schedule(person_of(self.request), self.course_page)

    def save(self, form: LiveDateForm) -> None:
        actions.schedule_lesson(
            lesson=self.lesson,
            starts_at=form.cleaned_data["starts_at"],
            minutes=form.cleaned_data["minutes"],
            join_url=form.cleaned_data["join_url"],
            actor=person_of(self.request),
            at=timezone.now(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = self.lesson.live_schedule_changes.select_related("changed_by")
        return super().get_context_data(**kwargs) | {"history": changes.order_by("-changed_at", "-pk")[:20]}
