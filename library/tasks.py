"""What the library does by itself from time to time."""

from django.utils import timezone

from common.background.schedule import every
from library.uploads import parts


@every(hours=6)
def forget_expired_parts() -> None:
    """Delete files that came in parts and were never finished or never used."""
    parts.forget_expired(at=timezone.now())
