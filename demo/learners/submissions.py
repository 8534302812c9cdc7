"""What learners of the demo hand in besides their visits, and the later dates that some of them got."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from demo.authoring.assessments import CourseAssessments, evening
from demo.learners.attempts import AssessmentTaker, grade_by_sample
from demo.library_files import LibraryFiles
from demo.plans.assessments import AssignmentPlan
from learning.assessments.actions.accommodations import give_extension
from learning.assessments.quizzes.placements import PlacedActivity, placed_in_course
from learning.courses.models import Course
from learning.courses.release.outlines import outline_of_release
from learning.progress.actions import settle_result


def grant_extensions(
    *,
    accounts: dict[str, User],
    courses: dict[str, Course],
    assessments: dict[str, CourseAssessments],
    at: datetime,
) -> None:
    """Give the later dates that the files tell of. at: the moment of seeding."""
    for slug, written in assessments.items():
        for plan in written.plan.extensions:
            give_extension(
                course=courses[slug],
                work=written.work(plan.assignment),
                person=accounts[plan.learner],
                cohort=None,
                time_factor=None,
                extra_attempts=0,
                due_at=evening(at + timedelta(days=plan.due_in_days)),
                reason=plan.reason,
                by=written.marker,
                at=at - timedelta(days=plan.days_ago),
            )


def submit_by_plan(
    *,
    accounts: dict[str, User],
    courses: dict[str, Course],
    assessments: dict[str, CourseAssessments],
    library_files: LibraryFiles,
    at: datetime,
) -> None:
    """Hand in what the files tell of besides the visits, and mark it. at: the moment of seeding."""
    for slug, written in assessments.items():
        for plan in written.plan.assignments:
            if not plan.submissions:
                continue
            place = _place(courses[slug], plan)
            for entry in plan.submissions:
                taker = AssessmentTaker(accounts[entry.learner], written, library_files, at)
                moment = at - timedelta(days=entry.days_ago)
                submission, sample = taker.submit(place, plan, moment, sample=entry.sample)
                # What waited for it is completed then; the handler would do it only now.
                settle_result(
                    enrolment_id=submission.enrolment_id, work_id=place.work.pk, lesson_id=None, at=moment
                )
                if entry.marked_after is not None:
                    grade_by_sample(submission, sample, by=written.marker, now=at, after=entry.marked_after)


def _place(course: Course, plan: AssignmentPlan) -> PlacedActivity:
    outline = outline_of_release(course.latest_release_id or 0)
    on_offer = placed_in_course(outline, "en")
    return next(place for place in on_offer if getattr(place.source, "slug", "") == plan.slug)
