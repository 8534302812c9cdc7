"""What learners of the demo hand in besides their visits, and the later dates that some of them got."""

from __future__ import annotations

from demo.academy import CourseAssessments, DemoAcademy, evening
from demo.learners.activity import CERTIFICATE_AFTER
from demo.learners.attempts import AssessmentTaker
from demo.learners.grading import grade_by_sample
from demo.plans.assessments import AssignmentPlan, SubmissionPlan
from learning.assessments.actions.accommodations import give_accommodation
from learning.assessments.selectors import PlacedActivity, placed_in_course
from learning.certificates.actions import issue_certificate
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.progress.actions import settle_result


def grant_extensions(academy: DemoAcademy) -> None:
    """Give the later dates that the files tell of."""
    for slug, assessments in academy.assessments.items():
        for plan in assessments.plan.extensions:
            give_accommodation(
                course=academy.courses[slug],
                graded_item=assessments.graded_item(plan.assignment),
                person=academy.accounts[plan.learner],
                cohort=None,
                time_factor=None,
                extra_attempts=0,
                due_at=evening(academy.ago(-plan.due_in_days)),
                reason=plan.reason,
                by=assessments.marker,
                at=academy.ago(plan.days_ago),
            )


def submit_by_plan(academy: DemoAcademy) -> None:
    """Submit what the files tell of besides the visits, and grade it."""
    for slug, assessments in academy.assessments.items():
        for plan in assessments.plan.assignments:
            if plan.submissions:
                place = _place(academy.courses[slug], plan)
                for submission in plan.submissions:
                    _submit(academy, assessments, place, plan, submission)


def _submit(
    academy: DemoAcademy,
    assessments: CourseAssessments,
    place: PlacedActivity,
    assignment: AssignmentPlan,
    plan: SubmissionPlan,
) -> None:
    person, moment = academy.accounts[plan.learner], academy.ago(plan.days_ago)
    taker = AssessmentTaker(person, assessments, academy.library_files, academy.now)
    submission, sample = taker.submit(place, assignment, moment, sample=plan.sample)
    # What waited for it is completed then; the handler would do it only now.
    settle_result(
        enrolment_id=submission.enrolment_id, graded_item_id=place.graded_item.pk, lesson_id=None, at=moment
    )
    issue_certificate(enrolment_id=submission.enrolment_id, at=moment + CERTIFICATE_AFTER)
    if plan.marked_after is not None:
        grade_by_sample(submission, sample, by=assessments.marker, now=academy.now, after=plan.marked_after)


def _place(course: Course, plan: AssignmentPlan) -> PlacedActivity:
    outline = outline_of_release(course.latest_release_id or 0)
    on_offer = placed_in_course(outline, "en")
    return next(place for place in on_offer if getattr(place.source, "slug", "") == plan.slug)
