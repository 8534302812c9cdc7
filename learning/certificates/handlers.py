"""What certificates do when progress, or they themselves, tell something."""

from __future__ import annotations

from django.utils import timezone

from common.background.durable import enqueue_durably
from common.events import handles
from learning.progress.events import CourseCompleted

from . import actions, messages, tasks
from .events import CertificateIssued


@handles(CourseCompleted)
def issue(fact: CourseCompleted) -> None:
    actions.issue_certificate(enrolment_id=fact.enrolment_id, at=timezone.now())


@handles(CertificateIssued)
def draw(fact: CertificateIssued) -> None:
    enqueue_durably(tasks.draw_certificate, fact.certificate_id)


@handles(CertificateIssued)
def sign(fact: CertificateIssued) -> None:
    enqueue_durably(tasks.sign_certificate, fact.certificate_id)


@handles(CertificateIssued)
def announce(fact: CertificateIssued) -> None:
    messages.send_certificate(certificate_id=fact.certificate_id)
