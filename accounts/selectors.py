"""What screens and other apps read about people."""

from uuid import UUID

from .models import Suspension


def open_suspension(public_id: str | UUID | None) -> Suspension | None:
    """The suspension that keeps this person out now, if there is one. One query, none without an id."""
    if not public_id:
        return None
    return Suspension.objects.open().filter(person__public_id=public_id).first()
