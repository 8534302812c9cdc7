"""Colleagues are told of the cases that are theirs, and of those that are settled."""

from __future__ import annotations

from common.events import handles

from . import messages
from .events import CaseClosed, CaseHandedOn


@handles(CaseHandedOn)
def write_to_colleague(fact: CaseHandedOn) -> None:
    messages.send_case_handed_on(case_id=fact.case_id)


@handles(CaseClosed)
def write_to_asker(fact: CaseClosed) -> None:
    messages.send_case_closed(case_id=fact.case_id)
