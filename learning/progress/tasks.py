from django.utils import timezone

from common.background.schedule import every
from learning.progress import actions


@every(hours=6)
def forget_deleted_notes() -> int:
    return actions.forget_deleted_notes(at=timezone.now())
