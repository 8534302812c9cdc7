"""What certificates tell the other apps."""

from __future__ import annotations

from dataclasses import dataclass

from common.events import Fact


@dataclass(frozen=True)
class CertificateIssued(Fact):
    certificate_id: int
    person_id: int
    course_id: int


@dataclass(frozen=True)
class CertificateRevoked(Fact):
    certificate_id: int
    person_id: int
    course_id: int
