"""The form of a page: its fields, where answers are mailed to, and what is said afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.forms import BaseForm
from wagtail.contrib.forms.models import AbstractFormField, FormMixin, FormSubmission
from wagtail.models import Page

from home.lead_forms.spam import SpamGuard, TooManyAnswers

if TYPE_CHECKING:
    from home.lead_forms.submissions import FormAnswersView

SENT = "sent"


class PageFormField(AbstractFormField):
    """One field of a page's form."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="form_fields")


class PageWithForm(FormMixin, Page):
    """A page that may show one form. Answers are kept, mailed, listed and exported by Wagtail's “Forms”."""

    form_recipients = models.CharField(
        _("notify"),
        max_length=255,
        blank=True,
        help_text=_("Email addresses that are notified of new responses, separated by commas."),
    )
    form_consent = models.CharField(
        _("consent"),
        max_length=300,
        blank=True,
        help_text=_("A sentence with a checkbox, for example “You can contact me about this”."),
    )
    form_thanks = models.CharField(
        _("confirmation message"),
        max_length=300,
        blank=True,
        help_text=_("Replaces the form after it's submitted."),
    )

    form_reply = models.TextField(
        _("email to the visitor"),
        max_length=2000,
        blank=True,
        help_text=_(
            "Sent to the email address that the visitor entered, for example with the join URL. "
            "Leave empty to send the confirmation message."
        ),
    )

    class Meta:
        abstract = True

    @property
    def shows_form(self) -> bool:
        """Whether a section of the page shows the form."""
        return any(child["type"] == "lead_form" for child in self.sections.raw_data)

    def get_form_class(self) -> type[BaseForm]:
        from home.lead_forms.forms import guarded

        return guarded(super().get_form_class(), consent=self.form_consent)

    def get_submissions_list_view_class(self) -> type[FormAnswersView]:
        from home.lead_forms.submissions import FormAnswersView

        return FormAnswersView

    def get_form_parameters(self) -> dict[str, Any]:
        return {"label_suffix": ""}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; keep what was sent with it and lead back to where the thanks stand."""
        if request.method != "POST" or not self.shows_form:
            return super(FormMixin, self).serve(request, *args, **kwargs)
        form = self.get_form(request.POST, request.FILES, page=self, user=request.user)
        guard = SpamGuard(request, self.pk)
        if form.is_valid() and guard.looks_like_a_machine():
            form.ask_again()
        elif form.is_valid():
            try:
                guard.count()
            except TooManyAnswers as error:
                form.add_error(None, str(error))
            else:
                self.process_form_submission(form)
                return redirect(f"{self.get_url(request)}?{SENT}=1#form")
        request.failed_form = form  # type: ignore[attr-defined]
        response = super(FormMixin, self).serve(request, *args, **kwargs)
        response.status_code = 422
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.shows_form:
            context["form_is_sent"] = SENT in request.GET
            context["form"] = getattr(request, "failed_form", None) or self.get_form(
                page=self, user=request.user
            )
        return context

    def process_form_submission(self, form: BaseForm) -> FormSubmission:
        """Keep the answer, mail it to those who want to hear of it, and answer the visitor by email."""
        from home.messages import send_answer, send_reply

        answer = super().process_form_submission(form)
        send_answer(page=self, answers=self.named_answers(form), at=timezone.now())
        if visitor := self.visitor_of(form):
            send_reply(page=self, to=visitor)
        return answer

    def visitor_of(self, form: BaseForm) -> str:
        """The email address that the visitor entered, "" where the form asks for none."""
        for field in self.get_form_fields():
            if field.field_type == "email" and form.cleaned_data.get(field.clean_name):
                return str(form.cleaned_data[field.clean_name])
        return ""

    def named_answers(self, form: BaseForm) -> list[tuple[str, str]]:
        """(label, answer) of each field, in their order."""
        found = []
        for field in self.get_form_fields():
            value = form.cleaned_data.get(field.clean_name)
            words = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "–")
            found.append((field.label, words))
        return found
