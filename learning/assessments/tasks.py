"""Work that is done periodically."""

from django.utils import timezone

from common.schedule import every
from learning.assessments import actions


@every(minutes=1)
def close_attempts_out_of_time() -> int:
    return actions.close_attempts_out_of_time(at=timezone.now())
