"""Keeps machines from filling in forms, without a riddle for people."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from common.http.limits import RateLimit, network_of, person

#: No name or label that a browser would fill in by itself.
BAIT = "leave_this_empty"
MOMENT = "shown_at"
SALT = "home.lead_forms.forms.shown"
#: Nobody reads and fills in a form faster.
LEAST_SECONDS = 2
#: A page may be open in a tab over the weekend.
MOST_SECONDS = 4 * 24 * 3600
#: What the moment of a form says: shown for the first time, or again to whom the guard took for a machine.
SHOWN, SHOWN_AGAIN = "shown", "again"
MOST_ANSWERS = 10
WITHIN_SECONDS = 3600
#: A class that shares one address may answer a form together where each is signed in.
ANSWERS = "forms.answers"


class TooManyAnswers(Exception):
    """More answers came from one address than people send; nothing was kept."""


class SpamGuard:
    """What is known about who sends a form: whether it looks like a machine, and how much it sends."""

    def __init__(self, request: HttpRequest, page_id: int) -> None:
        self.request, self.page_id = request, page_id

    def looks_like_a_machine(self) -> bool:
        """Whether a field was filled in that people do not see, or the form came back at once.

        Browsers fill in what they like, so nothing is lost by it: the form is shown once more, and sent from
        there it's taken.
        """
        moment = self.request.POST.get(MOMENT, "")
        if moment.startswith(f"{SHOWN_AGAIN}:") and is_known_moment(moment):
            return False
        if self.request.POST.get(BAIT):
            return True
        try:
            seconds = _seconds_since(moment)
        except signing.BadSignature:
            return False  # too old or not ours: the form says so, and keeps what was typed
        return seconds < LEAST_SECONDS

    def count(self) -> None:
        """Count one more answer of this person, or of a stranger's network. Raises TooManyAnswers."""
        user = self.request.user
        who = person(user.pk) if user.is_authenticated else network_of(self.request)
        limit = RateLimit(f"{ANSWERS}.{self.page_id}", MOST_ANSWERS, WITHIN_SECONDS)
        if not limit.count(who):
            return
        if user.is_authenticated:
            raise TooManyAnswers(_("You sent this form too often. Please try again in an hour."))
        raise TooManyAnswers(_("Too many responses came from your network. Please try again in an hour."))


def new_moment(what: str = SHOWN) -> str:
    """The signed moment at which a form is shown. what: SHOWN or SHOWN_AGAIN."""
    return signing.TimestampSigner(salt=SALT).sign(what)


def is_known_moment(value: str) -> bool:
    """Whether a form was shown by us, and not too long ago."""
    try:
        signing.TimestampSigner(salt=SALT).unsign(value, max_age=MOST_SECONDS)
    except signing.BadSignature:
        return False
    return True


def _seconds_since(value: str) -> float:
    """Seconds since the form was shown. Raises BadSignature."""
    from django.utils import timezone

    signer = signing.TimestampSigner(salt=SALT)
    signer.unsign(value, max_age=MOST_SECONDS)
    packed = value.rsplit(":", 2)[1]
    return timezone.now().timestamp() - signing.b62_decode(packed)
