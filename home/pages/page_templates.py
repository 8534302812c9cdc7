"""What a new landing page may start from: a few arrangements of sections with words to write over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
        "title": _("Say in one line what this is about"),
        "intro": _("And in a second one whom it helps."),
        "first_button": _button(_("See all courses")),
    }
    text = {
        "title": _("What it is"),
        "width": "narrow",
        "text": _paragraph(_("Tell it in three paragraphs.")),
    }
    call = {"title": _("One thing to do now"), "background": "brand", "first_button": _button(_("Begin"))}
    return [("hero", hero), ("text", text), ("call_to_action", call)]


def _course_launch() -> Sections:
    hero = {
        "eyebrow": _("New course"),
        "title": _("The promise of the course"),
        "intro": _("What people can do afterwards, and how long it takes them."),
        "first_button": _button(_("To the course")),
    }
    reasons = [
        _reason("target", _("First outcome"), _("What people can do then.")),
        _reason("clock", _("How long"), _("Hours in all, and a lesson at a time.")),
        _reason("award", _("At the end"), _("A certificate that anybody can check.")),
    ]
    steps = [
        {"title": _("Look inside"), "text": _("The first lesson is free.")},
        {"title": _("Go through it"), "text": _("At your own pace, with tasks.")},
        {"title": _("Show it"), "text": _("Use it, and let others see it.")},
    ]
    asked = [
        _asked(_("What do I need to know before?"), _("Say it honestly.")),
        _asked(_("How long is it open to me?"), _("For good.")),
    ]
    call = {
        "title": _("Begin with the free lesson"),
        "background": "brand",
        "first_button": _button(_("To the course")),
    }
    return [
        ("hero", hero),
        ("highlights", {"title": _("What is in it"), "items": reasons}),
        ("how_it_works", {"title": _("How it goes"), "background": "sunken", "steps": steps}),
        ("course_cards", {"title": _("More on the subject"), "limit": 3}),
        ("faq", {"title": _("Before you begin"), "questions": asked}),
        ("call_to_action", call),
    ]


def _event() -> Sections:
    hero = {
        "eyebrow": _("Date and place"),
        "title": _("The name of the event"),
        "intro": _("Who meets, and what they take home."),
        "first_button": _button(_("Join"), "#form"),
    }
    countdown = {
        "title": _("Doors open in"),
        "background": "sunken",
        "over": _("We have begun."),
        "ends_at": _in_weeks(4),
    }
    form = {
        "title": _("Keep a seat"),
        "intro": _("We write once, with everything you need."),
        "width": "narrow",
        "button_label": _("Keep my seat"),
    }
    about = {"title": _("What happens there"), "text": _paragraph(_("The day, hour by hour."))}
    return [("hero", hero), ("countdown", countdown), ("about", about), ("lead_form", form)]


def _webinar() -> Sections:
    hero = {
        "eyebrow": _("Free webinar"),
        "title": _("The question that it answers"),
        "intro": _("Forty minutes, and time for questions."),
        "first_button": _button(_("Sign up"), "#form"),
    }
    gains = [
        _reason("lightbulb", _("One idea"), _("That you can use the same day.")),
        _reason("pencil", _("A worksheet"), _("To try it on something of your own.")),
    ]
    countdown = {
        "title": _("It begins in"),
        "background": "accent",
        "over": _("We are live."),
        "ends_at": _in_weeks(2),
    }
    form = {
        "title": _("Sign up"),
        "intro": _("The link comes by email."),
        "width": "narrow",
        "button_label": _("Sign me up"),
    }
    asked = [_asked(_("Is there a recording?"), _("Yes, for everybody who signed up."))]
    return [
        ("hero", hero),
        ("highlights", {"title": _("You will leave with"), "items": gains}),
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
        gettext_lazy("A promise, what is in it, how it goes, questions, and the way in."),
        "folder-open-inverse",
        _course_launch,
    ),
    PageTemplate(
        "event",
        gettext_lazy("Event"),
        gettext_lazy("A date with a countdown, what happens there, and a form to keep a seat."),
        "date",
        _event,
        (_NAME, _EMAIL),
    ),
    PageTemplate(
        "webinar",
        gettext_lazy("Webinar"),
        gettext_lazy("What people leave with, a countdown, and a form to sign up."),
        "media",
        _webinar,
        (_NAME, _EMAIL),
    ),
    PageTemplate(
        "simple",
        gettext_lazy("Simple"),
        gettext_lazy("A headline, a text and one thing to do."),
        "doc-full",
        _simple,
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
