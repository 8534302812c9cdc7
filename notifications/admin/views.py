"""What staff do about one message, and the test of a template."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.admin.views import AdminFormView, Breadcrumb, breadcrumb
from common.verdict import Verdict

from .. import actions, policies
from ..models import Message, MessageTemplate

LIST = "academy_messages_modeladmin_index"
TEMPLATES = "wagtailsnippets_notifications_messagetemplate:list"


class _MessageView(AdminFormView):
    """Asks, then does it. A page of its own, so that no double click does it twice."""

    header_icon = "mail"
    refusals: ClassVar[tuple[type[Exception], ...]] = (actions.MessageNotHere,)

    @cached_property
    def message(self) -> Message:
        return get_object_or_404(Message.objects.select_related("person"), public_id=self.kwargs["public_id"])

    @cached_property
    def person(self) -> User:
        """Whom the message is for, which the security log notes."""
        return self.message.person

    def may(self) -> Verdict:
        return policies.may_handle(self.reader)

    def get_page_subtitle(self) -> str:
        return str(self.message)

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Messages"), self.back())]

    def form_for(self, data: Any, files: Any = None) -> forms.Form:
        return forms.Form(data)

    def back(self) -> str:
        return reverse(LIST)


class ResendView(_MessageView):
    page_title = gettext_lazy("Send message again")
    button = gettext_lazy("Send again")

    @property
    def explanation(self) -> str:
        words = _("%(person)s may receive this message a second time. It is sent to %(email)s.")
        return words % {"person": self.person, "email": self.person.email}

    def done(self, form: Any) -> None:
        actions.resend(message=self.message, by=self.reader, at=self.now)
        messages.success(self.request, _("The message is being sent again."))


class CancelView(_MessageView):
    page_title = gettext_lazy("Cancel message")
    button = gettext_lazy("Cancel message")
    is_serious = True

    @property
    def explanation(self) -> str:
        return _("%(person)s won't receive this message.") % {"person": self.person}

    def done(self, form: Any) -> None:
        actions.cancel(message=self.message, by=self.reader, at=self.now)
        messages.success(self.request, _("The message was cancelled."))


class SendTestView(AdminFormView):
    """Sends a template to whoever edits it, with sample data."""

    page_title = gettext_lazy("Send a test")
    header_icon = "mail"
    button = gettext_lazy("Send test")

    @cached_property
    def template(self) -> MessageTemplate:
        return get_object_or_404(MessageTemplate, pk=self.kwargs["template_id"])

    def may(self) -> Verdict:
        return policies.may_test(self.reader, self.template)

    def get_page_subtitle(self) -> str:
        return str(self.template)

    @property
    def explanation(self) -> str:
        words = _("An email with sample data will be sent to %(email)s.")
        return words % {"email": self.reader.email}

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(_("Message templates"), self.back())]

    def form_for(self, data: Any, files: Any = None) -> forms.Form:
        return forms.Form(data)

    def done(self, form: Any) -> None:
        actions.send_test(template=self.template, to=self.reader)
        messages.success(self.request, _("The test was sent to %(email)s.") % {"email": self.reader.email})

    def back(self) -> str:
        return reverse(TEMPLATES)
