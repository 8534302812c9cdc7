"""A server that is killed while a learner answers.

Run as `python taker.py <database> <attempt> <answers>`: it keeps so many answers, writes one more, says so,
and waits inside its transaction to be killed.
"""

from __future__ import annotations

import sys
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]


def main(database: str, attempt_id: str, count: int) -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()

    from django.db import transaction
    from django.utils import timezone

    from learning.assessments import actions
    from learning.assessments.models import Attempt
    from learning.courses.viewer import Viewer

    attempt = Attempt.objects.select_related("enrolment__person").get(public_id=attempt_id)
    viewer = Viewer(person=attempt.enrolment.person, moment=timezone.now())

    def answer(place: int) -> None:
        fields = {"choice": ["b"]}
        actions.save_answer(
            viewer=viewer, attempt_id=attempt.public_id, place=place, fields=fields, key=uuid.uuid4()
        )

    for place in range(1, count + 1):
        answer(place)
    with transaction.atomic():
        answer(count + 1)
        sys.stdout.write("in the middle of it\n")
        sys.stdout.flush()
        time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
