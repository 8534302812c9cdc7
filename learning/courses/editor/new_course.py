"""A new course: one short form, and then its builder."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.views import AdminFormView
from common.money import Money
from common.money_input import MoneyField
from common.verdict import Verdict
from learning.courses import actions, policies
from learning.courses.addresses import builder_url
from learning.courses.models import CatalogPage, Category, CoursePage

FREE, PAID = "free", "paid"


class NewCourseForm(forms.Form):
    """What a course begins with. Everything can be changed later.

    key: the public id that the course will have, so that a form that is sent twice creates one.
    """

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=255,
        error_messages={"required": gettext_lazy("Enter a title. You can change it later.")},
    )
    short_description = forms.CharField(
        label=gettext_lazy("In one sentence"),
        max_length=240,
        help_text=gettext_lazy("Shown on course cards, in search results and when shared."),
        error_messages={
            "required": gettext_lazy("Enter one sentence about the course. You can change it later.")
        },
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("No category yet"),
    )
    pricing = forms.ChoiceField(
        label=gettext_lazy("Price"),
        choices=[(FREE, gettext_lazy("Free")), (PAID, gettext_lazy("Paid"))],
        initial=FREE,
        widget=forms.RadioSelect,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, categories: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
        for code in settings.CURRENCIES:
            label = _("Price in %(currency)s") % {"currency": code}
            self.fields[code] = MoneyField(currency=code, label=label, required=False)

    @property
    def amounts(self) -> list[Any]:
        """The fields of the amounts, one for each currency."""
        return [self[code] for code in settings.CURRENCIES]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.prices = tuple(self._prices(data)) if data.get("pricing") == PAID else ()
        if data.get("pricing") == PAID and not self.prices and not self.errors:
            self.add_error(
                settings.CURRENCIES[0], _("Enter a price in at least one currency, or choose “Free”.")
            )
        return data

    @staticmethod
    def _prices(data: dict[str, Any]) -> Iterator[Money]:
        yield from (data[code] for code in settings.CURRENCIES if data.get(code))


class NewCourseView(AdminFormView):
    """Create a course below a catalogue (`?catalogue=`; by default the first), and open its builder."""

    template_name = "courses/admin/new_course.html"
    page_title = gettext_lazy("New course")
    header_icon = "plus"
    button = gettext_lazy("Create course")

    @cached_property
    def catalogue(self) -> CatalogPage:
        catalogues = CatalogPage.objects.filter(alias_of=None).order_by("-live", "path")
        given = self.request.GET.get("catalogue", "")
        if given.isdecimal():
            catalogues = catalogues.filter(pk=given[:18])
        if (found := catalogues.first()) is None:
            raise Http404("there is no such catalogue")
        return found

    def may(self) -> Verdict:
        return policies.may_create_courses(self.reader, self.catalogue)

    def form_for(self, data: Any, files: Any = None) -> NewCourseForm:
        categories = Category.objects.filter(live=True, locale=self.catalogue.locale_id)
        return NewCourseForm(data, categories=categories)

    def done(self, form: Any) -> HttpResponse:
        asked = form.cleaned_data
        page: CoursePage = actions.create_course(
            catalogue=self.catalogue,
            title=asked["title"],
            short_description=asked["short_description"],
            category=asked["category"],
            prices=form.prices,
            key=asked["key"],
            actor=self.reader,
            at=self.now,
        )
        prices = ", ".join(price.format() for price in form.prices)
        words = (
            _("“%(title)s” created. It costs %(prices)s.") if prices else _("“%(title)s” created. It's free.")
        )
        messages.success(self.request, words % {"title": page.title, "prices": prices})
        return redirect(builder_url(page))

    def back(self) -> str:
        return reverse("wagtailadmin_home")
