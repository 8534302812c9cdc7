"""The kinds of message. An app registers its own in `messages.py` and then calls `actions.notify`.

    register(
        MessageKind(
            code="certificates.certificate",
            label=_("Certificate issued"),
            category=MessageCategory.CERTIFICATES,
            template="emails/certificates/certificate",
            placeholders=(Placeholder("course_title", _("Course title"), "Watercolour for beginners"), ...),
        )
    )

The wording that is shipped stands in `<template>_subject.txt` and `<template>_message.txt`: no row is needed
before staff change one (`models.MessageTemplate`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MessageCategory(TextChoices):
    """What a message is about, by which people switch messages off."""

    ENROLMENTS = "enrolments", _("Courses and results")
    CERTIFICATES = "certificates", _("Certificates")
    REMINDERS = "reminders", _("Reminders")
    COMMUNITY = "community", _("Community")
    TEACHING = "teaching", _("Courses you teach")
    MARKETING = "marketing", _("Offers and news")
    ORDERS = "orders", _("Orders and invoices")
    STAFF = "staff", _("Work in the academy")
    ESSENTIAL = "essential", _("Legal and security")

    @property
    def is_optional(self) -> bool:
        """Whether people can switch it off, collect it in a digest and keep it out of their quiet hours."""
        return self not in (MessageCategory.ORDERS, MessageCategory.STAFF, MessageCategory.ESSENTIAL)


class ChannelCode(TextChoices):
    """The channels that this site has, by the names of their modules in `notifications.channels`."""

    EMAIL = "email", _("Email")
    IN_APP = "in_app", _("On the site")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Text that a message is given. name: as it stands in a template; sample: what a preview shows for it."""

    name: str
    label: str | Promise
    sample: str | int

    @property
    def is_address(self) -> bool:
        """Whether it is a web address, which becomes a link."""
        return self.name == "url" or self.name.endswith("_url")


#: What every message is given by `notify` itself.
NAME = Placeholder("name", _("Name of the recipient"), "Ada")


@dataclass(frozen=True)
class MessageKind:
    """One kind of message.

    template: prefix of the two text templates with the shipped wording.
    placeholders: the texts of its payload, beside `name`. extras: what only the shipped wording
    reads (lists, flags), with a sample of each. button_label: words of the button that leads to `url`.
    site_text: which of its texts is shown on the site below the subject; none where that says it all.
    """

    code: str
    label: str | Promise
    category: MessageCategory
    template: str
    placeholders: tuple[Placeholder, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)
    button_label: str | Promise = ""
    site_text: str = ""
    channels: tuple[ChannelCode, ...] = (ChannelCode.EMAIL, ChannelCode.IN_APP)

    @property
    def all_placeholders(self) -> tuple[Placeholder, ...]:
        """Those of the kind, after the ones that every message has."""
        return (NAME, *self.placeholders)

    @property
    def expected(self) -> frozenset[str]:
        """The keys that a payload has, no more and no less."""
        return frozenset(placeholder.name for placeholder in self.placeholders) | frozenset(self.extras)

    def sample(self) -> dict[str, Any]:
        """A whole payload as a preview shows it."""
        texts: dict[str, Any] = {
            placeholder.name: placeholder.sample for placeholder in self.all_placeholders
        }
        return texts | dict(self.extras)


class UnknownKind(LookupError):
    """No installed app has registered a kind of message with this code."""


_registered: dict[str, MessageKind] = {}


def register(*kinds: MessageKind) -> None:
    """Make kinds known. Raises ValueError for a code that another kind has."""
    for kind in kinds:
        if _registered.setdefault(kind.code, kind) != kind:
            raise ValueError(f"two kinds of message are called “{kind.code}”")


def kind_of(code: str) -> MessageKind:
    """The kind with this code. Raises UnknownKind."""
    try:
        return _registered[code]
    except KeyError:
        raise UnknownKind(code) from None


def label_of(code: str) -> str:
    """What people call a kind; the code itself where no app knows it any more."""
    found = _registered.get(code)
    return str(found.label) if found is not None else code


def registered() -> list[MessageKind]:
    """Every kind, by code."""
    return [_registered[code] for code in sorted(_registered)]


def optional_categories() -> list[MessageCategory]:
    """The categories that people can switch off and that some message belongs to, in their own order."""
    used = {kind.category for kind in _registered.values()}
    return [category for category in MessageCategory if category.is_optional and category in used]


def channels_of(categories: Iterable[MessageCategory]) -> dict[MessageCategory, tuple[ChannelCode, ...]]:
    """By which channels messages of each category go, in the channels' own order."""
    used = {(kind.category, channel) for kind in _registered.values() for channel in kind.channels}
    return {
        category: tuple(channel for channel in ChannelCode if (category, channel) in used)
        for category in categories
    }
