"""How each address of ours is asked, and whom it lets in: what `test_who_may_go_where` goes by.

One line for each address, by its name. `ELSEWHERE` says which addresses have tests of their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home.models import HomePage
from home.pages.appearance import share_address
from home.site_settings.site_context import site_context_of, stylesheet_url
from learning.courses.release.outlines import content_of
from learning.support.actions import hand_on_case
from learning.testing.access import page_of
from tests.roles import (
    ADMIN,
    EVERY_ROLE,
    HELP,
    HOSTS,
    IN,
    OTHER,
    OUT,
    REVIEW,
    SEE_DRAFTS,
    SEE_LEARNERS,
    SEE_LESSONS,
    SIGNED_IN,
    STAFF,
    TEACHERS,
    Academy,
)

Ask = Callable[[Client, Academy], Any]


def get(address: Callable[[Academy], str]) -> Ask:
    return lambda client, academy: client.get(address(academy))


def post(address: Callable[[Academy], str], **data: Any) -> Ask:
    return lambda client, academy: client.post(address(academy), data)


def report(client: Client, academy: Academy) -> Any:
    data = json.dumps({"watch_percentage": 10, "timestamp": 3})
    address = f"/api/v1/lessons/{academy.locked.public_id}/progress/"
    return client.post(address, data, content_type="application/json")


def tick(client: Client, academy: Academy) -> Any:
    block_id = content_of(academy.locked).body[2].id
    address = f"/api/v1/lessons/{academy.locked.public_id}/checklists/{block_id}/read/"
    return client.put(address, json.dumps({"ticked": True}), content_type="application/json")


def order_for_many(client: Client, academy: Academy) -> Any:
    order = {"courses": [academy.course.pk], "source": "list", "addresses": academy.people[OUT].email}
    more = {"unknown": "report", "ends": "good", "notes": "Term"}
    return client.post(reverse("access_admin:new_bulk"), order | more)


def delete_and_restore(client: Client, academy: Academy) -> Any:
    arguments = [academy.locked.public_id, academy.note.public_id]
    client.post(reverse("classroom:note_delete", args=arguments))
    return client.post(reverse("classroom:note_restore", args=arguments))


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


def ask_part(client: Client, academy: Academy) -> Any:
    page = page_of(academy.course)
    part = page.get_children()[0]
    return client.get(reverse("courses_admin:builder_part", args=[academy.course.public_id, part.pk]))


def add_lesson(client: Client, academy: Academy) -> Any:
    address = reverse("courses_admin:builder_gesture", args=[academy.course.public_id, "add"])
    return client.post(address, {"title": "New", "parent": page_of(academy.course).pk})


def close_case(client: Client, academy: Academy) -> Any:
    case = hand_on_case(
        person=academy.people[IN],
        handed_to=academy.people[ADMIN],
        note="Look",
        by=academy.people[HELP],
        at=timezone.now(),
    )
    return client.post(reverse("support:close_case", args=[case.public_id]), {"solution": "Done"})


def named(name: str, *of: str) -> Callable[[Academy], str]:
    """The address of that name, with arguments read off the academy by dotted path."""

    def address(academy: Academy) -> str:
        found = []
        for path in of:
            value: Any = academy
            for part in path.split("."):
                value = value[part] if isinstance(value, dict) else getattr(value, part)
            found.append(value)
        return reverse(name, args=found)

    return address


#: What is asked, and who gets it. Everybody else is refused or sent to sign in.
TABLE: dict[str, tuple[Ask, frozenset[str]]] = {
    "home": (get(lambda a: "/"), EVERY_ROLE),
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
    "accounts_back": (get(named("accounts_back")), SIGNED_IN),
    "accounts_continue": (get(named("accounts_continue")), SIGNED_IN),
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
    "accounts_profile": (get(named("accounts_profile")), SIGNED_IN),
    "courses_admin:prices": (get(named("courses_admin:prices", "course.public_id")), SEE_DRAFTS),
    "courses_admin:live_date": (get(named("courses_admin:live_date", "locked.public_id")), SEE_DRAFTS),
    "certificates_admin:revoke": (
        get(named("certificates_admin:revoke", "certificate.public_id")),
        frozenset({ADMIN}),
    ),
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
    "support:preview_on_day": (
        post(named("support:preview_on_day", "course.public_id"), day="10"),
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
    "home_start": (
        lambda client, a: client.get(reverse("home_start", args=[HomePage.objects.get().pk])),
        frozenset({ADMIN}),  # and marketers, of whom home's own tests tell
    ),
    "assessments_authoring:question": (
        lambda client, a: client.get(
            reverse("assessments_authoring:question", args=[a.quiz.items.get().question_id])
        ),
        SEE_DRAFTS,
    ),
    "assessments_authoring:import": (get(named("assessments_authoring:import")), SEE_DRAFTS | {OTHER}),
    "assessments_authoring:import_sample": (
        get(lambda a: reverse("assessments_authoring:import_sample", args=["csv"])),
        SEE_DRAFTS | {OTHER},
    ),
    "assessments_authoring:import_report": (
        get(named("assessments_authoring:import_report", "course.public_id")),
        frozenset(),  # a file is for whoever uploaded it, and nobody has
    ),
    "assessments_authoring:export_bank": (
        get(lambda a: reverse("assessments_authoring:export_bank", args=["csv"])),
        SEE_DRAFTS | {OTHER},
    ),
    "assessments_authoring:in_bank": (
        get(lambda a: reverse("assessments_authoring:in_bank") + f"?course={a.course.pk}"),
        SEE_DRAFTS,
    ),
    "assessments_authoring:write_new": (
        get(lambda a: reverse("assessments_authoring:write_new", args=["quiz"])),
        SEE_DRAFTS | {OTHER},
    ),
    "assessments_authoring:write": (
        post(lambda a: reverse("assessments_authoring:write", args=["quiz", a.quiz.pk]), do="publish"),
        SEE_DRAFTS,
    ),
    "assessments_authoring:statistics": (
        get(lambda a: reverse("assessments_authoring:statistics", args=["quiz", a.quiz.pk])),
        SEE_DRAFTS,
    ),
    "assessments_authoring:export_work": (
        get(lambda a: reverse("assessments_authoring:export_work", args=["quiz", a.quiz.pk, "csv"])),
        SEE_DRAFTS,
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
    "grants": (get(lambda a: "/admin/academy/grants/"), SEE_LEARNERS),
    "grant": (get(lambda a: f"/admin/academy/grants/inspect/{a.grant.pk}/"), SEE_LEARNERS),
    "enrolments": (get(lambda a: "/admin/academy/enrolments/"), SEE_LEARNERS),
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
    "assessments_marking:queue": (get(named("assessments_marking:queue")), SEE_DRAFTS | {OTHER}),
    "assessments_marking:extensions": (
        get(named("assessments_marking:extensions", "course.public_id")),
        SEE_DRAFTS,
    ),
    "assessments_marking:give_accommodation": (
        lambda client, a: client.post(
            reverse("assessments_marking:give_accommodation", args=[a.course.public_id]),
            {"emails": a.people[IN].email, "extra_attempts": "1", "reason": "Ill"},
        ),
        SEE_DRAFTS,
    ),
    "assessments_marking:withdraw_accommodation": (
        get(named("assessments_marking:withdraw_accommodation", "course.public_id", "course.public_id")),
        frozenset(),  # nobody has one; nor did anybody hand anything in: test_grading_screens tells of these
    ),
    "assessments_marking:delete_comment": (
        post(named("assessments_marking:delete_comment", "course.public_id")),
        SEE_DRAFTS | {OTHER, HELP},  # of one's own comments, of which there is none
    ),
    **{
        f"assessments_marking:{name}": (
            get(named(f"assessments_marking:{name}", "course.public_id")),
            frozenset(),
        )
        for name in (
            "submission",
            "attempt",
            "work",
            "publish",
            "similar",
            "remark_work",
            "remark_question",
            "void_question",
            "lower_passing_score",
        )
    },
    "assessments_marking:question": (
        lambda client, a: client.get(reverse("assessments_marking:question", args=[a.course.public_id, 1])),
        frozenset(),
    ),
    "assessments_grades:gradebooks": (get(named("assessments_grades:gradebooks")), SEE_DRAFTS | {OTHER}),
    "assessments_grades:gradebook": (
        get(named("assessments_grades:gradebook", "course.public_id")),
        SEE_DRAFTS,
    ),
    "assessments_grades:scheme": (get(named("assessments_grades:scheme", "course.public_id")), SEE_DRAFTS),
    "assessments_grades:learner": (
        get(named("assessments_grades:learner", "course.public_id", "enrolment.pk")),
        SEE_DRAFTS,
    ),
    "assessments_grades:override": (
        get(named("assessments_grades:override", "course.public_id", "enrolment.pk", "course.public_id")),
        frozenset(),  # the course has no work of that name; test_setting_scores tells whom a score is for
    ),
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
    "accounts_suspend": (get(named("accounts_suspend", "people.learner_out.public_id")), frozenset({ADMIN})),
    "accounts_lift_suspension": (
        get(named("accounts_lift_suspension", "people.suspended.public_id")),
        frozenset({ADMIN}),
    ),
    "common_exports": (get(named("common_exports")), STAFF),
    "common_system": (get(named("common_system")), frozenset({ADMIN})),
    "common_retry_stuck": (post(named("common_retry_stuck")), frozenset({ADMIN})),
    "wagtailadmin_home": (get(named("wagtailadmin_home")), STAFF),
    "wagtailusers_users:index": (get(named("wagtailusers_users:index")), SEE_LEARNERS),
    "home_sitemap": (get(named("home_sitemap")), EVERY_ROLE),
    "home_robots": (get(named("home_robots")), EVERY_ROLE),
    "home_colours": (get(lambda a: stylesheet_url("#5b2a86", "")), EVERY_ROLE),
    "home_share_picture": (get(lambda a: share_address("Title", site_context_of(None))), EVERY_ROLE),
    "healthz": (get(named("healthz")), EVERY_ROLE),
    "readyz": (get(named("readyz")), EVERY_ROLE),
}

#: Addresses that the table leaves to tests of their own, and why.
ELSEWHERE = {
    "accounts_admin_sign_in": "leads to the one sign-in",
    "account_inactive": "tells a suspended person why",
    "common_export": "learning/access/tests/test_large_exports.py",
    "common_export_file": "learning/access/tests/test_large_exports.py",
    "common_mail_list": "only with the mailbox of development",
    "common_mail": "only with the mailbox of development",
    "common_attachment": "only with the mailbox of development",
    "file": "asked by its own address above",
    "openapi-json": "the API's description",
    "openapi-view": "the API's description",
    "api-root": "the API's description",
    "index": "people: asked as wagtailusers_users:index",
    "index_results": "people: the same view",
    "add": "people: accounts' own tests",
    "edit": "people: accounts' own tests",
    **dict.fromkeys(
        ("list", "list_results", "choose", "choose_results", "chosen", "chosen_multiple"),
        "quizzes and questions: assessments' test_authoring",
    ),
}
