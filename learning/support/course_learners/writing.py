"""Writing to learners of a course: kept with its recipients, then sent in the background, to each once."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common.background.batches import in_batches
from common.background.durable import enqueue_durably
from common.transactions import in_transaction
from learning.courses.models import Course

from .. import messages
from ..models import LearnerEmail, LearnerEmailRecipient

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)


class NoRecipients(Exception):
    """An email to nobody; nothing was kept or sent."""


@in_transaction
def write_to_learners(
    *,
    course: Course,
    people: Collection[int],
    subject: str,
    text: str,
    audience: str,
    by: User,
    at: datetime,
    key: UUID,
    using: str = DEFAULT_DB_ALIAS,
) -> LearnerEmail:
    """Email these people, by their ids, in the background. key: the same one again sends nothing more.

    Raises NoRecipients.
    """
    from ..tasks import send_learner_email  # which calls this module

    if not people:
        raise NoRecipients(_("No one matches, so nothing was sent."))
    email, is_new = LearnerEmail.objects.using(using).get_or_create(
        public_id=key,
        defaults={
            "course": course,
            "sender": by,
            "subject": subject,
            "text": text,
            "audience": audience[:300],
            "people": len(people),
            "written_at": at,
        },
    )
    if is_new:
        rows = [LearnerEmailRecipient(email=email, person_id=pk) for pk in people]
        LearnerEmailRecipient.objects.using(using).bulk_create(rows, batch_size=500)
        enqueue_durably(send_learner_email, email.pk, using=using)
    return email


def send_email(*, email_id: int, at: datetime) -> int:
    """Send what is still to be sent of an email. Returns to how many it went. A repeat sends nothing twice.

    One that can't be sent is tried again later, `MOST_TRIES` times; the others get theirs.
    """
    waiting = LearnerEmailRecipient.objects.filter(
        email=email_id, sent_at=None, tries__lt=LearnerEmailRecipient.MOST_TRIES
    )
    related = ("person", "email__course", "email__sender")
    return sum(_send_one(row, at) for row in in_batches(waiting.select_related(*related)))


def send_what_waits(*, at: datetime) -> None:
    """Send what a lost worker or a failed delivery left. One query when there is nothing."""
    left = LearnerEmailRecipient.objects.filter(sent_at=None, tries__lt=LearnerEmailRecipient.MOST_TRIES)
    for email_id in left.order_by("email").values_list("email", flat=True).distinct():
        send_email(email_id=email_id, at=at)


def _send_one(row: LearnerEmailRecipient, at: datetime) -> bool:
    """Claim the row, then send, in one transaction: of two workers only one finds it unsent."""
    mine = LearnerEmailRecipient.objects.filter(pk=row.pk, sent_at=None)
    try:
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            if not mine.update(sent_at=at):
                return False
            if row.person.is_active:
                messages.send_to_learner(row)
    except Exception:  # of whatever mail server
        logger.exception("Email %s to learner %s failed", row.email_id, row.person_id)
        mine.update(tries=F("tries") + 1)
        return False
    return True
