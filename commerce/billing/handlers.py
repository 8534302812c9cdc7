"""A message of a provider was kept: do what it asks for."""

from __future__ import annotations

from django.utils import timezone

from commerce.databases import commerce_database
from commerce.gateways.events import GatewayEventReceived
from common.background.durable import enqueue_durably
from common.events import handles

from . import actions, tasks


@handles(GatewayEventReceived)
def handle_message(fact: GatewayEventReceived) -> None:
    """At once, unless its provider has to be asked first: that is no work for within a transaction."""
    if not actions.handle_message(message_id=fact.message_id, at=timezone.now(), may_ask=False):
        enqueue_durably(tasks.look_into_message, fact.message_id, using=commerce_database())
