"""Who may do what about messages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from common.verdict import Verdict

from .audiences import may_write_to, may_write_to_some
from .kinds import ChannelCode
from .models import Broadcast, Message, MessageTemplate


def may_handle(person: User) -> Verdict:
    """Send messages again, and cancel those that wait."""
    if person.has_perm("notifications.handle_messages"):
        return Verdict.yes()
    return Verdict.no("not_staff", _("Only staff who look after messages can do this."))


def may_resend(person: User, message: Message) -> bool:
    """Whether there is something to send again. What stands on the site needn't be."""
    is_over = message.status != Message.Status.PENDING and message.channel != ChannelCode.IN_APP
    return is_over and bool(may_handle(person))


def may_cancel(person: User, message: Message) -> bool:
    """Whether there is something to cancel."""
    return message.status == Message.Status.PENDING and bool(may_handle(person))


def may_test(person: User, template: MessageTemplate) -> Verdict:
    """Send the wording of staff to oneself, with sample data."""
    if not person.has_perm("notifications.change_messagetemplate"):
        return Verdict.no("not_staff", _("Only staff who edit message templates can do this."))
    if template.channel != ChannelCode.EMAIL:
        return Verdict.no("not_email", _("Only emails can be sent as a test."))
    return Verdict.yes()


def may_broadcast(person: User) -> Verdict:
    """Write one message for many: staff to those whom they look after, instructors to their own learners."""
    if may_write_to_some(person):
        return Verdict.yes()
    return Verdict.no("not_sender", _("Only staff and instructors can send a message to many people."))


def may_handle_broadcast(person: User, broadcast: Broadcast) -> Verdict:
    """See it, send it, cancel it, and take it off the page: whoever may write to the same people."""
    if may_write_to(person, broadcast.audience):
        return Verdict.yes()
    return Verdict.no("not_your_audience", _("You can't send messages to these people."))
