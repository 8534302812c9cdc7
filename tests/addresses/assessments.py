"""Addresses of quizzes and assignments: writing questions, marking, and gradebooks."""

from __future__ import annotations

from django.urls import reverse

from tests.addresses.asking import Table, get, named, post
from tests.roles import HELP, IN, OTHER, SEE_DRAFTS

TABLE: Table = {
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
}
