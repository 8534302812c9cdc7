"""The next steps that rules about courses name. Screens know where they lead (`NextStep.located`)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from common.verdict import NextStep

#: Places of next steps: where a course is joined or bought, where somebody asks to be told of it, its list of
#: lessons.
ENROL = "enrol"
BUY = "buy"
NOTIFY = "notify"
LESSONS = "lessons"


def enrol_step() -> NextStep:
    """Enrol in the course that the verdict is about."""
    return NextStep.post(_("Enrol"), place=ENROL)


def buy_step() -> NextStep:
    """Put the course that the verdict is about into the basket."""
    return NextStep.checkout(_("Buy this course"), place=BUY)


def notify_step() -> NextStep:
    """Ask to be told when a course that is announced opens."""
    return NextStep.post(_("Notify me"), place=NOTIFY)


def lessons_step() -> NextStep:
    """Look at what is left to do in the course."""
    return NextStep.link(_("View remaining lessons"), place=LESSONS)
