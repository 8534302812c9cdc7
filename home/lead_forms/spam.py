"""Keeps machines from filling in forms, without a riddle for people."""

from __future__ import annotations

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from common.http.client_address import ip_address_of

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
        """Count one more answer from this address. Raises TooManyAnswers."""
        key = f"home.lead_forms.forms.{self.page_id}.{ip_address_of(self.request)}"
        cache.add(key, 0, WITHIN_SECONDS)
        try:
            sent = cache.incr(key)
        except ValueError:  # it ran out between the two
            sent = 1
        if sent > MOST_ANSWERS:
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
