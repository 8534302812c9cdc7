"""Random gestures by two authors, submissions, approvals, releases, roll-backs and moves of learners.

Everything that may happen in `test_results_never_change`, and besides: one lesson published alone, a release
scheduled, a course rolled back, learners who stay, move with their next lesson or are moved by staff. After
each step no result has changed, percentages are in bounds, no release reads otherwise, every file of a lesson
that is open to a learner answers them, and who completed the course stays on the release they completed.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from wagtail.models import Collection

from learning.access.file_access import guard_course_files
from learning.access.models import Enrolment, ReleaseMove
from learning.access.policies import course_verdict, lesson_verdicts
from learning.access.selectors import moves_on, release_for
from learning.courses import actions
from learning.courses.models import Candidate, Course, LessonPage, ModulePage, Release
from learning.courses.release import outlines
from learning.courses.release.kept_snapshots import snapshot_of_release
from learning.courses.viewer import Viewer
from learning.progress import actions as progress_actions
from learning.progress.models import CourseCompletion
from learning.testing.courses import body, make_instructor
from library.files import file_of_document
from library.models import AcademyDocument
from tests.test_results_never_change import PICK, WORDS, Academy

DAYS = st.sampled_from([None, 0, 2, 40])


class Releases(Academy):
    """The academy with a second author, files, releases that learners follow in their own way."""

    def __init__(self) -> None:
        super().__init__()
        self.second = make_instructor()
        self.documents = [self.document(name) for name in ("one.pdf", "two.pdf")]
        page = self.page.get_latest_revision_as_object()
        page.drip_anchor = "enrolment"
        page.save_revision(user=self.second)
        self.moves: dict[int, tuple[Any, ...]] = {}

    def document(self, name: str) -> AcademyDocument:
        collection = Collection.objects.get(pk=self.course.collection_id)
        document = AcademyDocument(title=name, collection=collection)
        document.file.save(name, ContentFile(b"%PDF-1.7\n%%EOF"), save=True)
        return document

    @precondition(Academy.has_lessons)
    @rule(pick=PICK, words=WORDS, document=st.integers(0, 1), days=DAYS)
    def put_a_file_into_a_lesson(self, pick: int, words: str, document: int, days: int | None) -> None:
        lesson = self.lesson(pick).get_latest_revision_as_object()
        block = ("document", {"document": self.documents[document].pk, "title": words})
        lesson.body, lesson.opens_after_days = body(block), days
        lesson.save_revision(user=self.second)

    @rule(words=WORDS)
    def rename_the_course(self, words: str) -> None:
        page = self.page.get_latest_revision_as_object()
        page.title, page.short_description = words, words
        page.save_revision(user=self.second)

    @rule(words=WORDS)
    def add_a_module(self, words: str) -> None:
        page = self.page
        page.add_child(instance=ModulePage(title=words, slug=f"module-{self.tick():%H%M%S%d}", live=False))

    @precondition(Academy.has_lessons)
    @rule(pick=PICK, is_reviewed=st.booleans())
    def publish_a_lesson_alone(self, pick: int, is_reviewed: bool) -> None:
        page = self.lesson(pick)
        before = self.course.latest_release
        try:
            if is_reviewed:
                candidate = actions.submit_lesson(page=page, actor=self.second, at=self.tick())
                release = actions.approve_candidate(candidate=candidate, actor=self.reviewer, at=self.tick())
            else:
                release = actions.publish_lesson(page=page, actor=self.reviewer, at=self.tick())
        except (actions.LessonNotPublished, actions.CourseNotReady):
            assert self.course.latest_release == before
            return
        assert release is not None and before is not None
        old, new = snapshot_of_release(before), snapshot_of_release(release)
        others = [[one for one in some.lessons if one.lesson_id != page.lesson_id] for some in (old, new)]
        assert (others[0], old.texts, old.modules) == (others[1], new.texts, new.modules)

    @rule(hours=st.integers(1, 50))
    def schedule_the_course(self, hours: int) -> None:
        due = self.tick() + timedelta(hours=hours)
        with suppress(actions.CourseNotReady):
            actions.publish_course(page=self.page, actor=self.reviewer, at=self.at, go_live_at=due)

    @rule(hours=st.integers(1, 60))
    def let_time_pass(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        actions.publish_due_candidates(at=self.at)
        assert not Candidate.objects.filter(status="scheduled", go_live_at__lte=self.at).exists()

    @rule(pick=PICK)
    def roll_back(self, pick: int) -> None:
        releases = list(Release.objects.filter(course_id=self.course_id).order_by("number"))
        old = releases[pick % len(releases)]
        drafts = self.drafts()
        try:
            rolled = actions.roll_back(release=old, actor=self.reviewer, at=self.tick())
        except actions.RollBackRefused:
            assert Release.objects.filter(course_id=self.course_id).count() == len(releases)
            return
        assert snapshot_of_release(rolled.release) == snapshot_of_release(old)
        assert rolled.release.number == releases[-1].number + 1
        assert self.drafts() == drafts

    def drafts(self) -> dict[int, tuple[str, str]]:
        """What the authors of each lesson are working on."""
        found = {}
        for page in LessonPage.objects.descendant_of(self.page):
            draft = page.latest_revision.as_object() if page.latest_revision else page
            found[page.pk] = draft.title, str(draft.body.get_prep_value())
        return found

    @rule(follow=st.sampled_from(Course.Follow.values))
    def set_who_follows(self, follow: str) -> None:
        shown = self.shown()
        progress_actions.set_follow(course=self.course, follow=follow, by=self.author, at=self.tick())
        assert self.shown() == shown

    @rule(who=st.integers(0, 2), pick=PICK)
    def move_a_learner(self, who: int, pick: int) -> None:
        enrolment = Enrolment.objects.filter(person=self.learners[who]).first()
        releases = list(Release.objects.filter(course_id=self.course_id).order_by("number"))
        if enrolment is None:
            return
        target = releases[pick % len(releases)]
        is_done = CourseCompletion.objects.filter(enrolment=enrolment).exists()
        try:
            moved = progress_actions.move_learners(
                enrolment_ids=[enrolment.pk], release=target, by=self.reviewer, at=self.tick()
            )
        except progress_actions.MoveRefused:
            assert target.is_withdrawn
            return
        assert not (moved and is_done)
        assert is_done or self.shown()[enrolment.pk] == target.pk

    @rule()
    def move_everyone(self) -> None:
        latest = self.course.latest_release
        assert latest is not None
        if latest.is_withdrawn:
            return
        job = progress_actions.start_moving(release=latest, cohort=None, by=self.author, at=self.tick())
        progress_actions.run_moving(job_id=job.pk, clock=lambda: self.at)
        job.refresh_from_db()
        assert (job.state, job.moved + job.untouched) == ("done", job.total)

    @rule(who=st.integers(0, 2), pick=PICK)
    def open_a_lesson(self, who: int, pick: int) -> None:
        """As the classroom does before it shows it."""
        enrolment = Enrolment.objects.filter(person=self.learners[who]).first()
        if enrolment is None:
            return
        enrolment.course = self.course
        outline = outlines.outline_of_release(release_for(enrolment, self.course))
        if not outline.lessons:
            return
        is_behind = moves_on(enrolment, self.course)
        lesson = outline.lessons[pick % len(outline.lessons)]
        moved = progress_actions.move_at_next_lesson(enrolment=enrolment, lesson_id=lesson.id, at=self.tick())
        assert not moved or (is_behind and self.shown()[enrolment.pk] == self.course.latest_release_id)

    def shown(self) -> dict[int, int | None]:
        return {row.pk: release_for(row, self.course) for row in Enrolment.objects.all()}

    @invariant()
    def every_file_of_an_open_lesson_answers(self) -> None:
        course = self.course
        for enrolment in Enrolment.objects.select_related("person"):
            viewer = Viewer(person=enrolment.person, moment=self.at)
            if not course_verdict(viewer, course):
                continue
            outline = outlines.outline_of_release(release_for(enrolment, course))
            verdicts = lesson_verdicts(viewer, course, outline, enrolment)
            for lesson in outline.lessons:
                named = str(outlines.content_of(lesson).body.get_prep_value())
                for document in self.documents:
                    if verdicts[lesson.id] and f"'document': {document.pk}" in named:
                        file = file_of_document(document)
                        assert guard_course_files(enrolment.person, self.at, file), lesson.title

    @invariant()
    def whoever_completed_the_course_stays(self) -> None:
        for done in CourseCompletion.objects.select_related("enrolment"):
            assert done.enrolment.release_id == done.release_id

    @invariant()
    def no_move_is_rewritten(self) -> None:
        now = {
            row.pk: (row.enrolment_id, row.old_release_id, row.new_release_id, row.moved_at)
            for row in ReleaseMove.objects.all()
        }
        assert {key: now.get(key) for key in self.moves} == self.moves
        self.moves = now


@pytest.mark.django_db
def test_whatever_two_authors_and_staff_do_results_releases_and_files_stay():
    run_state_machine_as_test(
        Releases,
        settings=settings(
            max_examples=5,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
