"""Random lives of an academy: whatever authors do, no result changes and no release reads otherwise.

Each step is something that an author, a reviewer or a learner does through the actions and models that the
screens use. After each, everything that was ever recorded is looked at again.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from learning.access.actions import EnrolmentRefused, enrol
from learning.access.models import Enrolment
from learning.access.selectors import release_for
from learning.certificates.actions import issue_certificate
from learning.certificates.models import Certificate
from learning.courses import actions
from learning.courses.models import Course, CoursePage, LessonPage, ModulePage, Release
from learning.courses.release import outlines
from learning.courses.viewer import Viewer
from learning.progress.actions import LessonNotFound, LessonRefused, complete_lesson
from learning.progress.models import CourseCompletion, LessonCompletion
from learning.progress.selectors import progress_of
from learning.testing.courses import (
    AccountFactory,
    add_lesson,
    add_module,
    make_course_page,
    make_instructor,
    make_reviewer,
    text_body,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PICK = st.integers(min_value=0, max_value=30)
WORDS = st.text(alphabet="abcdefgh ", min_size=1, max_size=12).map(lambda text: text.strip() or "x")


def reading_of(release: Release) -> list[tuple[Any, ...]]:
    """What a release says to a learner, read from the database anew."""
    outlines.forget()
    outline = outlines.outline_of_release(release.pk)
    return [
        (lesson.id, lesson.path, lesson.title, lesson.is_required, str(outlines.content_of(lesson).body))
        for lesson in outline.lessons
    ]


class Academy(RuleBasedStateMachine):
    """One course, three learners, and everybody at once."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.at = NOON
        self.author, self.reviewer = make_instructor(), make_reviewer()
        self.learners = [AccountFactory() for _number in range(3)]
        page = make_course_page(owner=self.author, title="Knots")
        module = add_module(page)
        add_lesson(module)
        add_lesson(module, is_required=False)
        add_lesson(page)
        self.page_id, self.course_id = page.pk, page.course_id
        actions.publish_course(page=self.page, actor=self.reviewer, at=self.at)
        for learner in self.learners[:2]:
            enrol(person=learner, course=self.course, at=self.at)
        self.readings: dict[int, list[tuple[Any, ...]]] = {}
        self.results: dict[Any, Any] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        outlines.forget()

    @property
    def page(self) -> CoursePage:
        return CoursePage.objects.get(pk=self.page_id)

    @property
    def course(self) -> Course:
        return Course.objects.select_related("latest_release").get(pk=self.course_id)

    def lesson(self, pick: int) -> LessonPage:
        pages = list(LessonPage.objects.descendant_of(self.page).order_by("path"))
        return pages[pick % len(pages)]

    def has_lessons(self) -> bool:
        return LessonPage.objects.descendant_of(self.page).exists()

    def tick(self) -> datetime:
        self.at += timedelta(minutes=7)
        return self.at

    @precondition(has_lessons)
    @rule(pick=PICK, words=WORDS, is_required=st.booleans())
    def edit_a_draft(self, pick: int, words: str, is_required: bool) -> None:
        lesson = self.lesson(pick).get_latest_revision_as_object()
        lesson.title, lesson.body, lesson.is_required = words, text_body(words), is_required
        lesson.save_revision(user=self.author)

    @precondition(has_lessons)
    @rule(pick=PICK)
    def publish_a_lesson(self, pick: int) -> None:
        lesson = self.lesson(pick)
        revision = lesson.latest_revision or lesson.save_revision()
        revision.publish(user=self.reviewer)

    @precondition(has_lessons)
    @rule(pick=PICK)
    def unpublish_a_lesson(self, pick: int) -> None:
        self.lesson(pick).unpublish()

    @precondition(has_lessons)
    @rule(pick=PICK, words=WORDS)
    def overwrite_a_revision(self, pick: int, words: str) -> None:
        revision = self.lesson(pick).latest_revision
        if revision:
            revision.content = revision.content | {"title": words, "body": "[]"}
            revision.save()

    @precondition(has_lessons)
    @rule(pick=PICK, to_module=st.booleans())
    def move_a_lesson(self, pick: int, to_module: bool) -> None:
        modules = list(ModulePage.objects.child_of(self.page))
        target = modules[pick % len(modules)] if modules and to_module else self.page
        lesson = self.lesson(pick)
        if not target.get_children().filter(slug=lesson.slug).exclude(pk=lesson.pk).exists():
            lesson.move(target, pos="first-child")

    @precondition(has_lessons)
    @rule(pick=PICK)
    def copy_a_lesson(self, pick: int) -> None:
        lesson = self.lesson(pick)
        lesson.copy(to=lesson.get_parent(), update_attrs={"slug": f"copy-{self.tick():%H%M%S%d}"})

    @precondition(has_lessons)
    @rule(pick=PICK)
    def delete_a_lesson(self, pick: int) -> None:
        self.lesson(pick).delete()

    @rule()
    def add_a_lesson(self) -> None:
        add_lesson(self.page, slug=f"new-{self.tick():%H%M%S%d}")

    @rule()
    def publish_the_course(self) -> None:
        with suppress(actions.CourseNotReady):
            actions.publish_course(page=self.page, actor=self.reviewer, at=self.tick())

    @rule(edits_between=st.booleans(), words=WORDS)
    def submit_and_approve(self, edits_between: bool, words: str) -> None:
        try:
            candidate = actions.submit_candidate(page=self.page, actor=self.author, at=self.tick())
        except actions.CourseNotReady:
            return
        held = [row.title for row in candidate.pages.all()][1:]
        if edits_between and self.has_lessons():
            self.edit_a_draft(pick=0, words=words, is_required=True)
        release = actions.approve_candidate(candidate=candidate, actor=self.reviewer, at=self.tick())
        assert release is not None
        shown = outlines.outline_of_release(release.pk)
        assert sorted(title for title in held) == sorted(
            [lesson.title for lesson in shown.lessons]
            + [module.title for module in shown.modules if module.id]
        )

    @rule(who=st.integers(0, 2))
    def join(self, who: int) -> None:
        try:
            enrol(person=self.learners[who], course=self.course, at=self.tick())
        except EnrolmentRefused:
            assert not Enrolment.objects.filter(person=self.learners[who]).exists()

    @rule(who=st.integers(0, 2), pick=PICK)
    def learn(self, who: int, pick: int) -> None:
        enrolment = Enrolment.objects.filter(person=self.learners[who]).first()
        if enrolment is None:
            return
        outline = outlines.outline_of_release(release_for(enrolment, self.course))
        if not outline.lessons:
            return
        lesson = outline.lessons[pick % len(outline.lessons)]
        try:
            complete_lesson(viewer=Viewer(self.learners[who], self.tick()), lesson_public_id=lesson.public_id)
        except (LessonNotFound, LessonRefused):
            return
        issue_certificate(enrolment_id=enrolment.pk, at=self.tick())

    @invariant()
    def no_release_reads_otherwise(self) -> None:
        for release in Release.objects.filter(course_id=self.course_id):
            reading = reading_of(release)
            assert self.readings.setdefault(release.pk, reading) == reading

    @invariant()
    def no_result_changes(self) -> None:
        now: dict[Any, Any] = {}
        for row in LessonCompletion.objects.all():
            now["lesson", row.pk] = (row.enrolment_id, row.lesson_id, row.completed_at, row.how)
        for done in CourseCompletion.objects.all():
            now["course", done.pk] = (done.enrolment_id, done.release_id, done.completed_at)
        for paper in Certificate.objects.all():
            now["certificate", paper.pk] = (paper.code, paper.course_title, paper.learner_name)
        for key, result in self.results.items():
            assert now[key] == result
        self.results = now

    @invariant()
    def percentages_stay_within_bounds(self) -> None:
        for enrolment in Enrolment.objects.all():
            outline = outlines.outline_of_release(release_for(enrolment, self.course))
            progress = progress_of(enrolment, outline)
            assert 0 <= progress.percentage <= 100
            if CourseCompletion.objects.filter(enrolment=enrolment).exists():
                assert progress.percentage == 100 or not outline.required_ids


@pytest.mark.django_db
def test_whatever_authors_do_results_and_releases_stay():
    run_state_machine_as_test(
        Academy,
        settings=settings(
            max_examples=8,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
