"""Work of this app in the background."""

from __future__ import annotations

from django.utils import timezone

from common.background.schedule import every

from .security_log import recording


@every(days=1)
def forget_security_log() -> None:
    """Delete entries of the security log that are older than settings say."""
    recording.forget(at=timezone.now())
