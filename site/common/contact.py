"""Whom people may write to, so that no refusal is the end of the way.

The address is a setting of the site (`Branding.contact_email`); without one it is the sender of emails.
"""

from __future__ import annotations

from email.utils import parseaddr
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from common.design.branding import branding
from common.verdict import NextStep, NextStepKind, Verdict

#: The place of the step that `contact_step` makes.
CONTACT = "contact"


def contact_address() -> str:
    """The email address that answers questions. As many queries as `branding`: none once it is warm."""
    return branding().contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def contact_step() -> NextStep:
    """Write to those who can help."""
    return NextStep.link(_("Contact us"), f"mailto:{quote(contact_address(), safe='@+')}", place=CONTACT)


def way_on(verdict: Verdict) -> NextStep | None:
    """What a person can do about a refusal: its own next step, else write to somebody. None if it allows.

    A step that can't be taken at all (NONE) is no way on.
    """
    if verdict:
        return None
    step = verdict.next_step
    return contact_step() if step is None or step.kind == NextStepKind.NONE else step
