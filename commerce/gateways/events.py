"""What this app tells the others."""

from dataclasses import dataclass

from common.events import Fact


@dataclass(frozen=True)
class GatewayEventReceived(Fact):
    """A payment provider sent a message that is kept now. message_id: the key of the GatewayMessage."""

    message_id: int
