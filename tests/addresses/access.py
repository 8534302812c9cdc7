"""Addresses that give and take access: grants, bundles, cohorts, invitations, and access for many."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.addresses.asking import Table, get, named, post
from tests.roles import ADMIN, HOSTS, IN, OUT, REVIEW, SEE_LEARNERS, STAFF, Academy


def order_for_many(client: Client, academy: Academy) -> Any:
    order = {"courses": [academy.course.pk], "source": "list", "addresses": academy.people[OUT].email}
    more = {"unknown": "report", "ends": "good", "notes": "Term"}
    return client.post(reverse("access_admin:new_bulk"), order | more)


def give_bundle(client: Client, academy: Academy) -> Any:
    address = reverse(
        "access_admin:grant_this_bundle",
        args=[academy.people[OUT].public_id, academy.bundle.bundle.public_id],
    )
    return client.post(address, {"ends": "good", "notes": "A present", "key": academy.course.public_id})


def revoke_bundle(client: Client, academy: Academy) -> Any:
    purchase = academy.bundle
    address = reverse("access_admin:revoke_bundle", args=[purchase.buyer.public_id, purchase.public_id])
    return client.post(address, {"reason": "No reason"})


TABLE: Table = {
    "grants": (get(lambda a: "/admin/academy/grants/"), SEE_LEARNERS),
    "grant": (get(lambda a: f"/admin/academy/grants/inspect/{a.grant.pk}/"), SEE_LEARNERS),
    "enrolments": (get(lambda a: "/admin/academy/enrolments/"), SEE_LEARNERS),
    "access_admin:grant": (
        lambda client, a: client.post(
            reverse("access_admin:grant", args=[a.people[OUT].public_id]),
            {"course": a.course.pk, "ends": "good", "notes": "A present", "key": a.course.public_id},
        ),
        frozenset({ADMIN}),
    ),
    "access_admin:grant_bundle": (
        get(named("access_admin:grant_bundle", "people.learner_out.public_id")),
        frozenset({ADMIN}),
    ),
    "access_admin:grant_this_bundle": (give_bundle, frozenset({ADMIN})),
    "access_admin:bundle_prices": (
        get(named("access_admin:bundle_prices", "bundle.bundle.public_id")),
        frozenset({REVIEW, ADMIN}),
    ),
    "access_admin:bundle_tier_prices": (
        lambda client, a: client.get(
            reverse("access_admin:bundle_tier_prices", args=[a.bundle.bundle.public_id, 1])
        ),
        frozenset({REVIEW, ADMIN}),
    ),
    "access_admin:bundle_owned": (
        post(named("access_admin:bundle_owned", "bundle.bundle.public_id"), leaves_out_owned="on"),
        frozenset({ADMIN}),
    ),
    "access_admin:revoke_bundle": (revoke_bundle, frozenset({ADMIN})),
    "access_admin:grant_path": (
        get(named("access_admin:grant_path", "people.learner_out.public_id")),
        frozenset({ADMIN}),
    ),
    "access_admin:add_to_cohort": (
        lambda client, a: client.post(
            reverse("access_admin:add_to_cohort", args=[a.people[OUT].public_id]),
            {"cohort": a.invitation.cohort_id, "notes": "A present"},
        ),
        SEE_LEARNERS,
    ),
    "access_admin:change": (
        lambda client, a: client.post(
            reverse("access_admin:change", args=[a.people[IN].public_id, a.grant.pk, "revoke"]),
            {"reason": "No reason"},
        ),
        frozenset({ADMIN}),
    ),
    "access_admin:paid_up": (
        post(named("access_admin:paid_up", "people.learner_in.public_id", "enrolment.pk"), paid="yes"),
        frozenset({ADMIN}),
    ),
    "bulk enrolment": (get(lambda a: "/admin/academy/access-for-many/"), frozenset({ADMIN})),
    "access_admin:new_bulk": (order_for_many, frozenset({ADMIN})),
    "access_admin:bulk": (get(named("access_admin:bulk", "bulk.public_id")), frozenset({ADMIN})),
    "access_admin:bulk_do": (
        lambda client, a: client.post(reverse("access_admin:bulk_do", args=[a.bulk.public_id, "start"])),
        frozenset({ADMIN}),
    ),
    "access_admin:bulk_outcomes": (
        get(named("access_admin:bulk_outcomes", "bulk.public_id")),
        frozenset({ADMIN}),
    ),
    "academy_access-for-many_modeladmin_create": (
        get(named("academy_access-for-many_modeladmin_create")),
        frozenset({ADMIN}),
    ),
    "academy_cohorts_modeladmin_create": (
        get(named("academy_cohorts_modeladmin_create")),
        frozenset({ADMIN}),
    ),
    "access_admin:new_cohort": (get(named("access_admin:new_cohort")), frozenset({ADMIN})),
    "access_admin:cohort": (get(named("access_admin:cohort", "cohort.public_id")), HOSTS),
    "access_admin:change_cohort": (
        get(named("access_admin:change_cohort", "cohort.public_id")),
        frozenset({ADMIN}),
    ),
    "access_admin:add_members": (
        lambda client, a: client.post(
            reverse("access_admin:add_members", args=[a.cohort.public_id]),
            {"addresses": a.people[OUT].email},
        ),
        SEE_LEARNERS,
    ),
    "access_admin:remove_member": (
        lambda client, a: client.post(
            reverse("access_admin:remove_member", args=[a.cohort.public_id, a.cohort.members.get().pk]),
            {"reason": "No reason"},
        ),
        SEE_LEARNERS,
    ),
    "access_admin:invite": (get(named("access_admin:invite", "cohort.public_id")), HOSTS),
    "access_admin:withdraw_invitation": (
        post(named("access_admin:withdraw_invitation", "cohort.public_id", "invitation.pk")),
        HOSTS,
    ),
    "access_admin:rules": (get(named("access_admin:rules")), STAFF),
    "access_admin:shut_out_of_course": (
        lambda client, a: client.get(
            reverse("access_admin:shut_out_of_course", args=[a.course.public_id, "status-locked"])
        ),
        SEE_LEARNERS,
    ),
    "access_admin:shut_out_of_path": (
        lambda client, a: client.get(reverse("access_admin:shut_out_of_path", args=[a.path_page.pk])),
        SEE_LEARNERS,
    ),
    "access_admin:shut_out_of_cohort": (
        lambda client, a: client.get(
            reverse("access_admin:shut_out_of_cohort", args=[a.cohort.public_id]),
            {"end": "2031-01-01T00:00:00Z"},
        ),
        SEE_LEARNERS,
    ),
}
