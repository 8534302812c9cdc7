"""What a new landing page may start from: a few arrangements of sections with words to write over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.pages.legal_templates import LEGAL, legal_sections
from home.sections import SectionsBlock

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Sections = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class PageTemplate:
    """name: what stands in addresses; fields: the form's fields as (label, type)."""

    name: str
    label: StrPromise
    text: StrPromise
    icon: str
    sections: Callable[[], Sections]
    fields: tuple[tuple[StrPromise, str], ...] = ()


def _button(label: str, address: str = "/courses/") -> dict[str, Any]:
    return {"label": label, "page": None, "address": address}


def _simple() -> Sections:
    hero = {
        "title": _("Describe your offer in one line"),
        "intro": _("Say who it's for in a second line."),
        "first_button": _button(_("See all courses")),
    }
    text = {
        "title": _("About"),
        "width": "narrow",
        "text": _paragraph(_("Explain it in three paragraphs.")),
    }
    call = {
        "title": _("Your call to action"),
        "background": "brand",
        "first_button": _button(_("Get started")),
    }
    return [("hero", hero), ("text", text), ("call_to_action", call)]


def _course_launch() -> Sections:
    hero = {
        "eyebrow": _("New course"),
        "title": _("What this course offers"),
        "intro": _("What learners will be able to do, and how long it takes."),
        "first_button": _button(_("View course")),
    }
    reasons = [
        _reason("target", _("First outcome"), _("What learners will be able to do.")),
        _reason("clock", _("Duration"), _("Total hours, and time per lesson.")),
        _reason("award", _("Certificate"), _("A certificate that anyone can verify.")),
    ]
    steps = [
        {"title": _("Preview"), "text": _("The first lesson is free.")},
        {"title": _("Learn"), "text": _("At your own pace, with tasks.")},
        {"title": _("Apply it"), "text": _("Use what you've learned and share your certificate.")},
    ]
    asked = [
        _asked(_("What do I need to know first?"), _("List the prerequisites.")),
        _asked(_("How long do I have access?"), _("You get lifetime access.")),
    ]
    call = {
        "title": _("Start with the free lesson"),
        "background": "brand",
        "first_button": _button(_("View course")),
    }
    return [
        ("hero", hero),
        ("highlights", {"title": _("What's included"), "items": reasons}),
        ("how_it_works", {"title": _("How it works"), "background": "sunken", "steps": steps}),
        ("course_cards", {"title": _("More on this topic"), "limit": 3}),
        ("faq", {"title": _("Before you start"), "questions": asked}),
        ("call_to_action", call),
    ]


def _event() -> Sections:
    hero = {
        "eyebrow": _("Date and place"),
        "title": _("Event name"),
        "intro": _("Who it's for, and what they'll learn."),
        "first_button": _button(_("Join"), "#form"),
    }
    countdown = {
        "title": _("Starts in"),
        "background": "sunken",
        "over": _("The event has started."),
        "ends_at": _in_weeks(4),
    }
    form = {
        "title": _("Reserve your place"),
        "intro": _("We'll send one email with everything you need."),
        "width": "narrow",
        "button_label": _("Reserve my place"),
    }
    about = {"title": _("Programme"), "text": _paragraph(_("The schedule, hour by hour."))}
    return [("hero", hero), ("countdown", countdown), ("about", about), ("lead_form", form)]


def _webinar() -> Sections:
    hero = {
        "eyebrow": _("Free webinar"),
        "title": _("The question your webinar answers"),
        "intro": _("40 minutes, plus time for questions."),
        "first_button": _button(_("Sign up"), "#form"),
    }
    gains = [
        _reason("lightbulb", _("One idea"), _("You can use it the same day.")),
        _reason("pencil", _("A worksheet"), _("Try it on your own project.")),
    ]
    countdown = {
        "title": _("Starts in"),
        "background": "accent",
        "over": _("We're live."),
        "ends_at": _in_weeks(2),
    }
    form = {
        "title": _("Sign up"),
        "intro": _("You'll get the link by email."),
        "width": "narrow",
        "button_label": _("Sign me up"),
    }
    asked = [_asked(_("Will there be a recording?"), _("Yes, for everyone who signs up."))]
    return [
        ("hero", hero),
        ("highlights", {"title": _("What you'll get"), "items": gains}),
        ("countdown", countdown),
        ("lead_form", form),
        ("faq", {"title": _("Good to know"), "background": "sunken", "questions": asked}),
    ]


def _paragraph(words: str) -> str:
    return f"<p>{words}</p>"


def _reason(icon: str, title: str, text: str) -> dict[str, str]:
    return {"icon": icon, "title": title, "text": text}


def _asked(question: str, answer: str) -> dict[str, str]:
    return {"question": question, "answer": _paragraph(answer)}


def _in_weeks(weeks: int) -> Any:
    """A round moment some weeks ahead, to be replaced by the real one."""
    return (timezone.now() + timedelta(weeks=weeks)).replace(minute=0, second=0, microsecond=0)


_NAME, _EMAIL = (gettext_lazy("Your name"), "singleline"), (gettext_lazy("Your email address"), "email")

STARTS = (
    PageTemplate(
        "course-launch",
        gettext_lazy("Course launch"),
        gettext_lazy("The promise, what's included, how it works, questions and a button to the course."),
        "folder-open-inverse",
        _course_launch,
    ),
    PageTemplate(
        "event",
        gettext_lazy("Event"),
        gettext_lazy("A date with a countdown, the programme and a registration form."),
        "date",
        _event,
        (_NAME, _EMAIL),
    ),
    PageTemplate(
        "webinar",
        gettext_lazy("Webinar"),
        gettext_lazy("What attendees learn, a countdown and a sign-up form."),
        "media",
        _webinar,
        (_NAME, _EMAIL),
    ),
    PageTemplate(
        "simple",
        gettext_lazy("Simple"),
        gettext_lazy("A headline, text and one call to action."),
        "doc-full",
        _simple,
    ),
    *(
        PageTemplate(kind, label, purpose, "doc-full", partial(legal_sections, kind))
        for kind, (label, purpose, _parts) in LEGAL.items()
    ),
)
BY_NAME = {start.name: start for start in STARTS}


def sections_of(start: PageTemplate) -> list[tuple[str, Any]]:
    """The sections of a start as a StreamField takes them."""
    kinds = SectionsBlock().child_blocks
    return [
        (kind, kinds[kind].normalize({**kinds[kind].get_default(), **values}))
        for kind, values in start.sections()
    ]
