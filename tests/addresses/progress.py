"""Addresses of learners on releases: who follows which, and what moving them does."""

from __future__ import annotations

from django.urls import reverse

from tests.addresses.asking import Table, get, named
from tests.roles import ADMIN, SEE_DRAFTS, SEE_LEARNERS, TEACHERS

TABLE: Table = {
    "progress_admin:learners_on_releases": (
        get(named("progress_admin:learners_on_releases", "course.public_id")),
        SEE_LEARNERS | SEE_DRAFTS,
    ),
    "progress_admin:follow": (
        get(named("progress_admin:follow", "course.public_id")),
        TEACHERS | {ADMIN},
    ),
    "progress_admin:moves": (
        get(named("progress_admin:moves", "course.public_id")),
        SEE_LEARNERS | SEE_DRAFTS,
    ),
    "progress_admin:forecast": (
        get(lambda a: reverse("progress_admin:forecast", args=[a.course.public_id, "draft"])),
        SEE_LEARNERS | SEE_DRAFTS,
    ),
    "progress_admin:move": (get(named("progress_admin:move", "course.public_id")), TEACHERS | {ADMIN}),
    "progress_admin:move_job": (
        get(lambda a: reverse("progress_admin:move_job", args=[a.course.public_id, a.course.public_id])),
        frozenset(),  # nobody has moved anybody
    ),
}
