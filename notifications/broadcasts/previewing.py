"""How a broadcast will look, as if it went to whoever looks at it."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from accounts.messages import FramedEmail
from accounts.models import User

from ..audiences import Audience
from ..channels.email import composed
from ..kinds import ChannelCode
from ..messages import BROADCAST, language_of, payload_of
from ..models import Broadcast, Message
from ..wording import Wording, wording_of


def email_of(broadcast: Broadcast, audience: Audience, reader: User) -> FramedEmail:
    """The email. The address that would end such emails leads to the site."""
    wording = _wording(broadcast, audience, reader, ChannelCode.EMAIL)
    with override(language_of(reader)), timezone.override(reader.zone):
        return composed(
            wording, to=reader.email, category=BROADCAST.category, unsubscribe_url=settings.SITE_URL
        )


def site_wording_of(broadcast: Broadcast, audience: Audience, reader: User) -> Wording:
    """What stands on the page of notifications. One query."""
    return _wording(broadcast, audience, reader, ChannelCode.IN_APP)


def _wording(broadcast: Broadcast, audience: Audience, reader: User, channel: ChannelCode) -> Wording:
    payload = payload_of(broadcast, audience, language_of(reader))
    message = Message(person=reader, kind=BROADCAST.code, channel=channel, payload=payload)
    return wording_of(message, using="default")
