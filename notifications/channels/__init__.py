"""The channels by which messages go: one module each, named like its code, with an object `CHANNEL`."""

from __future__ import annotations

from importlib import import_module

from ..kinds import ChannelCode
from .base import Channel


def channel_of(code: str) -> Channel:
    """The channel with this code. Raises ValueError for one that this site doesn't have."""
    found: Channel = import_module(f"{__name__}.{ChannelCode(code)}").CHANNEL
    return found
