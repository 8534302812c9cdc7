"""Addresses of authors and reviewers: the builder, submissions, releases, imports of courses."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from learning.testing.access import page_of
from tests.addresses.asking import Table, get, named, post
from tests.roles import ADMIN, OTHER, REVIEW, SEE_DRAFTS, TEACHERS, Academy


def ask_part(client: Client, academy: Academy) -> Any:
    page = page_of(academy.course)
    part = page.get_children()[0]
    return client.get(reverse("courses_admin:builder_part", args=[academy.course.public_id, part.pk]))


def add_lesson(client: Client, academy: Academy) -> Any:
    address = reverse("courses_admin:builder_gesture", args=[academy.course.public_id, "add"])
    return client.post(address, {"title": "New", "parent": page_of(academy.course).pk})


TABLE: Table = {
    "courses_admin:prices": (get(named("courses_admin:prices", "course.public_id")), SEE_DRAFTS),
    "courses_admin:live_date": (get(named("courses_admin:live_date", "locked.public_id")), SEE_DRAFTS),
    "courses_admin:standing": (get(named("courses_admin:standing", "course.public_id")), SEE_DRAFTS),
    "courses_admin:find_instructors": (
        get(named("courses_admin:find_instructors", "course.public_id")),
        TEACHERS | {ADMIN},
    ),
    "courses_admin:candidate": (get(named("courses_admin:candidate", "candidate.public_id")), SEE_DRAFTS),
    "courses_admin:decide": (
        post(named("courses_admin:decide", "candidate.public_id"), action="approve"),
        frozenset(),  # this candidate was not submitted through a workflow
    ),
    "courses_admin:builder": (get(named("courses_admin:builder", "course.public_id")), SEE_DRAFTS),
    "courses_admin:builder_outline": (
        get(named("courses_admin:builder_outline", "course.public_id")),
        SEE_DRAFTS,
    ),
    "courses_admin:builder_delete": (
        get(named("courses_admin:builder_delete", "course.public_id")),
        SEE_DRAFTS,
    ),
    "courses_admin:builder_take": (get(named("courses_admin:builder_take", "course.public_id")), SEE_DRAFTS),
    "courses_admin:builder_findings": (
        get(named("courses_admin:builder_findings", "course.public_id")),
        SEE_DRAFTS,
    ),
    "courses_admin:builder_part": (ask_part, SEE_DRAFTS),
    "courses_admin:builder_files": (
        post(named("courses_admin:builder_files", "course.public_id"), parent="1"),
        SEE_DRAFTS,
    ),
    "courses_admin:builder_gesture": (add_lesson, SEE_DRAFTS),
    "courses_admin:builder_of_page": (
        lambda client, a: client.get(reverse("courses_admin:builder_of_page", args=[page_of(a.course).pk])),
        SEE_DRAFTS,
    ),
    "courses_admin:foreign_files": (
        lambda client, a: client.get(reverse("courses_admin:foreign_files", args=[page_of(a.course).pk])),
        SEE_DRAFTS,
    ),
    "courses_admin:submit": (
        lambda client, a: client.get(reverse("courses_admin:submit", args=[page_of(a.course).pk])),
        SEE_DRAFTS,
    ),
    "courses_admin:publish": (
        lambda client, a: client.get(reverse("courses_admin:publish", args=[page_of(a.course).pk])),
        frozenset({REVIEW, ADMIN}),
    ),
    "courses_admin:new": (get(named("courses_admin:new")), TEACHERS | {OTHER, ADMIN}),
    "courses_admin:releases": (get(named("courses_admin:releases", "course.public_id")), SEE_DRAFTS),
    "courses_admin:compare_releases": (
        get(named("courses_admin:compare_releases", "course.public_id")),
        SEE_DRAFTS,
    ),
    "courses_admin:roll_back": (
        get(lambda a: reverse("courses_admin:roll_back", args=[a.course.public_id, 1])),
        frozenset({REVIEW, ADMIN}),
    ),
    "courses_admin:release_note": (
        get(lambda a: reverse("courses_admin:release_note", args=[a.course.public_id, 1])),
        frozenset({REVIEW, ADMIN}),
    ),
    "courses_admin:candidate_note": (
        get(named("courses_admin:candidate_note", "candidate.public_id")),
        SEE_DRAFTS,
    ),
    "courses_admin:schedule": (
        get(named("courses_admin:schedule", "candidate.public_id")),
        frozenset({REVIEW, ADMIN}),
    ),
    "courses_admin:cancel_schedule": (
        post(named("courses_admin:cancel_schedule", "candidate.public_id")),
        frozenset({REVIEW, ADMIN}),
    ),
    "courses_admin:decide_lesson": (
        post(named("courses_admin:decide_lesson", "candidate.public_id"), action="approve"),
        frozenset(),  # the submission of a lesson alone is decided there, and this is one of the course
    ),
    "courses_admin:publish_lesson": (
        get(
            lambda a: reverse(
                "courses_admin:publish_lesson", args=[page_of(a.course).get_descendants().last().pk]
            )
        ),
        SEE_DRAFTS,
    ),
    "courses_admin:import": (get(named("courses_admin:import")), TEACHERS | {OTHER, ADMIN}),
    "courses_admin:import_sample": (get(named("courses_admin:import_sample")), TEACHERS | {OTHER, ADMIN}),
    "courses_admin:import_report": (
        lambda client, a: client.get(reverse("courses_admin:import_report", args=[a.course.public_id])),
        frozenset(),  # a file is for whoever uploaded it, and nobody has
    ),
    "courses_admin:export": (
        lambda client, a: client.get(reverse("courses_admin:export", args=[page_of(a.course).pk])),
        SEE_DRAFTS,
    ),
    "classroom_archive": (
        lambda client, a: client.post(reverse("classroom_archive", args=[page_of(a.course).pk])),
        TEACHERS | {ADMIN},
    ),
}
