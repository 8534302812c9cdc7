"""Addresses of those who help learners: their records, cases, previews, and who learns in a course."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.support.actions import hand_on_case
from tests.addresses.asking import Table, get, named, post
from tests.roles import ADMIN, HELP, IN, OTHER, SEE_DRAFTS, SEE_LEARNERS, STAFF, TEACHERS, Academy


def close_case(client: Client, academy: Academy) -> Any:
    case = hand_on_case(
        person=academy.people[IN],
        handed_to=academy.people[ADMIN],
        note="Look",
        by=academy.people[HELP],
        at=timezone.now(),
    )
    return client.post(reverse("support:close_case", args=[case.public_id]), {"solution": "Done"})


TABLE: Table = {
    "support:preview_on_day": (
        post(named("support:preview_on_day", "course.public_id"), day="10"),
        SEE_DRAFTS,
    ),
    "support:learner": (
        get(named("support:learner", "people.learner_in.public_id")),
        SEE_LEARNERS,
    ),
    "support:learners": (get(named("support:learners")), SEE_LEARNERS),
    "support:course_learners": (
        get(named("support:course_learners", "course.public_id")),
        TEACHERS | SEE_LEARNERS,
    ),
    "support:write_to_learners": (
        get(named("support:write_to_learners", "course.public_id")),
        TEACHERS | {ADMIN},
    ),
    "support:my_courses": (get(named("support:my_courses")), TEACHERS | {OTHER, ADMIN}),
    "support:cases": (get(named("support:cases")), SEE_LEARNERS),
    "support:hand_on": (get(named("support:hand_on", "people.learner_in.public_id")), SEE_LEARNERS),
    "support:close_case": (close_case, SEE_LEARNERS),
    "support:why": (get(named("support:why", "people.learner_in.public_id")), SEE_LEARNERS),
    "support:preview_as": (
        get(named("support:preview_as", "people.learner_in.public_id")),
        SEE_LEARNERS,
    ),
    "support:preview": (get(named("support:preview")), STAFF),
    "support:preview_candidate": (
        post(named("support:preview_candidate", "candidate.public_id")),
        SEE_DRAFTS,
    ),
    "support:preview_end": (post(named("support:preview_end")), STAFF),
}
