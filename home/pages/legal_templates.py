"""What legal pages may start from: the headings of such a page, each with a line on what belongs there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: Per kind: its name, what it is for, and its headings with what belongs under each.
LEGAL: dict[str, tuple[StrPromise, StrPromise, tuple[tuple[StrPromise, StrPromise], ...]]] = {
    "privacy": (
        gettext_lazy("Privacy policy"),
        gettext_lazy("Which personal data is kept, what for, how long, and whom to ask."),
        (
            (gettext_lazy("Who is responsible"), gettext_lazy("Name, address and email of the operator.")),
            (gettext_lazy("What we keep and why"), gettext_lazy("Account, progress, answers, certificates.")),
            (gettext_lazy("Who else receives data"), gettext_lazy("Hosting, email and payment providers.")),
            (
                gettext_lazy("Cookies and counting"),
                gettext_lazy("What is stored in the browser, and consent."),
            ),
            (gettext_lazy("How long we keep it"), gettext_lazy("A period for each kind of data.")),
            (
                gettext_lazy("Your rights"),
                gettext_lazy("Access, correction, deletion, and where to complain."),
            ),
        ),
    ),
    "terms": (
        gettext_lazy("Terms"),
        gettext_lazy("What learners and the academy agree on."),
        (
            (gettext_lazy("Your account"), gettext_lazy("Who can have one, and what is expected.")),
            (
                gettext_lazy("Courses and access"),
                gettext_lazy("What is included, and how long access lasts."),
            ),
            (gettext_lazy("Prices and refunds"), gettext_lazy("Payment, cancellation and withdrawal.")),
            (
                gettext_lazy("What you may do with the content"),
                gettext_lazy("Personal use, and what isn't allowed."),
            ),
            (
                gettext_lazy("Liability and law"),
                gettext_lazy("Limits of liability, and the law that applies."),
            ),
        ),
    ),
    "imprint": (
        gettext_lazy("Legal notice"),
        gettext_lazy("Who runs the site, as the law asks for."),
        (
            (gettext_lazy("Operator"), gettext_lazy("Full name and legal form, address, representatives.")),
            (gettext_lazy("Contact"), gettext_lazy("Email address and phone number.")),
            (gettext_lazy("Registration"), gettext_lazy("Register, number, VAT ID, supervisory authority.")),
        ),
    ),
    "contact": (
        gettext_lazy("Contact"),
        gettext_lazy("How people reach the academy."),
        (
            (
                gettext_lazy("Write to us"),
                gettext_lazy("Email address, and when people can expect an answer."),
            ),
            (gettext_lazy("Where we are"), gettext_lazy("Postal address, and how to get there.")),
        ),
    ),
}


def legal_sections(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """A heading of the page's own, and one text with all its parts."""
    label, purpose, parts = LEGAL[kind]
    text = "".join(f"<h3>{heading}</h3><p>{_('To write:')} {hint}</p>" for heading, hint in parts)
    return [
        ("hero", {"title": str(label), "intro": str(purpose)}),
        ("text", {"title": _("In detail"), "width": "narrow", "text": text}),
    ]
