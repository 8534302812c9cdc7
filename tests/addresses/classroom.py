"""Addresses of learners: the catalogue, courses, lessons, the classroom, and certificates."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from learning.courses.release.outlines import content_of
from tests.addresses.asking import Table, get, named, post
from tests.roles import (
    ADMIN,
    EVERY_ROLE,
    HELP,
    IN,
    SEE_DRAFTS,
    SEE_LEARNERS,
    SEE_LESSONS,
    SIGNED_IN,
    Academy,
)


def report(client: Client, academy: Academy) -> Any:
    data = json.dumps({"watch_percentage": 10, "timestamp": 3})
    address = f"/api/v1/lessons/{academy.locked.public_id}/progress/"
    return client.post(address, data, content_type="application/json")


def tick(client: Client, academy: Academy) -> Any:
    block_id = content_of(academy.locked).body[2].id
    address = f"/api/v1/lessons/{academy.locked.public_id}/checklists/{block_id}/read/"
    return client.put(address, json.dumps({"ticked": True}), content_type="application/json")


def delete_and_restore(client: Client, academy: Academy) -> Any:
    arguments = [academy.locked.public_id, academy.note.public_id]
    client.post(reverse("classroom:note_delete", args=arguments))
    return client.post(reverse("classroom:note_restore", args=arguments))


TABLE: Table = {
    "catalogue": (get(lambda a: "/courses/"), EVERY_ROLE),
    "course": (get(lambda a: a.url), EVERY_ROLE),
    "lesson": (get(lambda a: a.url + a.locked.path), SEE_LESSONS),
    "preview lesson": (get(lambda a: a.url + a.preview.path), EVERY_ROLE),
    "complete a lesson": (post(lambda a: a.url + a.locked.path), frozenset({IN})),
    "file": (get(lambda a: a.file_url), SEE_LESSONS),
    "heartbeat": (report, frozenset({IN})),
    "tick": (tick, frozenset({IN})),
    "classroom:dashboard": (get(named("classroom:dashboard")), SIGNED_IN),
    "classroom:unsaved": (get(named("classroom:unsaved")), SIGNED_IN),
    "classroom:course_progress": (
        get(named("classroom:course_progress", "course.latest_release.slug")),
        frozenset({IN}),
    ),
    "classroom:grades": (
        get(named("classroom:grades", "course.latest_release.slug")),
        frozenset({IN}),
    ),
    "classroom:notes_export": (
        get(named("classroom:notes_export", "course.latest_release.slug")),
        SIGNED_IN,  # their own notes, which may be none
    ),
    "classroom:favourite": (post(named("classroom:favourite", "course.public_id")), SIGNED_IN),
    "classroom:keep_favourite": (post(named("classroom:keep_favourite", "course.public_id")), EVERY_ROLE),
    "classroom:attempt": (
        get(named("classroom:attempt", "course.public_id")),
        frozenset(),  # an attempt is for whoever made it, and nobody has
    ),
    "classroom:invitation": (get(named("classroom:invitation", "invitation.token")), EVERY_ROLE),
    "join by an invitation": (post(named("classroom:invitation", "invitation.token")), SIGNED_IN),
    "classroom:wait": (post(named("classroom:wait", "course.public_id")), SIGNED_IN),
    "classroom:stop_waiting": (post(named("classroom:stop_waiting", "course.public_id")), SIGNED_IN),
    "classroom:notes": (post(named("classroom:notes", "locked.public_id"), body="New"), SEE_LESSONS),
    "classroom:note": (
        post(named("classroom:note", "locked.public_id", "note.public_id"), body="Changed"),
        frozenset({IN}),
    ),
    "classroom:note_delete": (
        post(named("classroom:note_delete", "locked.public_id", "note.public_id")),
        frozenset({IN}),
    ),
    "classroom:note_restore": (delete_and_restore, frozenset({IN})),
    "classroom:certifications": (get(named("classroom:certifications")), SIGNED_IN),
    "classroom:certificate_preview": (get(named("classroom:certificate_preview")), SIGNED_IN),
    "classroom:certificate": (get(named("classroom:certificate", "certificate.code")), EVERY_ROLE),
    "classroom:certificate_pdf": (
        get(named("classroom:certificate_pdf", "certificate.code")),
        frozenset({IN, HELP, ADMIN}),
    ),
    **{
        f"classroom:{name}": (
            get(named(f"classroom:{name}", "certificate.code")),
            frozenset({IN, HELP, ADMIN}),
        )
        for name in ("credential", "credential_badge")
    },
    "classroom:certificate_picture": (
        get(named("classroom:certificate_picture", "certificate.code")),
        EVERY_ROLE,
    ),
    "classroom:credential_issuer": (get(named("classroom:credential_issuer")), EVERY_ROLE),
    "classroom:credential_keys": (get(named("classroom:credential_keys")), EVERY_ROLE),
    "classroom:credential_key": (
        get(named("classroom:credential_key", "certificate.credential.key.code")),
        EVERY_ROLE,
    ),
    "classroom:credential_status": (
        get(
            named(
                "classroom:credential_status",
                "certificate.credential.key.code",
                "certificate.credential.status_list",
            )
        ),
        EVERY_ROLE,
    ),
    "certificates_admin:resend": (
        get(named("certificates_admin:resend", "certificate.public_id")),
        SEE_LEARNERS,
    ),
    "certificates_admin:course": (get(named("certificates_admin:course", "course.public_id")), SEE_DRAFTS),
    "certificates_admin:revoke": (
        get(named("certificates_admin:revoke", "certificate.public_id")),
        frozenset({ADMIN}),
    ),
}
