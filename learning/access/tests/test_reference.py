"""Random histories: the verdicts of now and of every moment before agree with a slow, obvious evaluator."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Suspension, User
from accounts.tests.factories import UserFactory
from learning.access import actions, policies
from learning.access.engine import done_lessons
from learning.access.models import (
    Cohort,
    CohortChange,
    CohortMember,
    CourseAccess,
    Enrolment,
    LearningPath,
    Milestone,
    PathEdition,
)
from learning.access.selectors import enrolment_of
from learning.access.tests import reference
from learning.courses import actions as course_actions
from learning.courses.models import Course, Release
from learning.courses.release.outlines import Outline, outline_of_release
from learning.courses.rules import CourseRules
from learning.testing import courses
from learning.testing.access import DAY, NOON, fresh, viewer

pytestmark = pytest.mark.django_db

QUIZZES = (uuid.UUID(int=1), uuid.UUID(int=2))
COURSE = st.integers(0, 2)
SPAN = st.one_of(st.none(), st.integers(1, 8))
RULES = st.fixed_dictionaries(
    {
        "visibility": st.sampled_from(["public", "public", "members_only", "private", "subscribers_only"]),
        "method": st.sampled_from(["open", "open", "purchase", "invite_only", "cohort_only"]),
        "before": st.sampled_from([(), (), (0,), (1,), (0, 1)]),
        "scores": st.sampled_from([(), (), ((0, 50),), ((0, 80), (1, 1))]),
        "anchor": st.sampled_from(["", "enrolment", "cohort", "date"]),
        "date": st.integers(-3, 6),
        "days": st.tuples(st.integers(1, 9), st.integers(1, 4)),
        "until": st.sampled_from([None, None, None, -1, 2, 5]),
        "is_withdrawn": st.sampled_from([False, False, False, True]),
    }
)
STEP = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 4)),
    st.tuples(st.just("grant"), COURSE, st.integers(-2, 3), SPAN, st.booleans(), st.booleans()),
    st.tuples(st.sampled_from(["lock", "unlock", "revoke", "end", "reinstate"]), st.integers(0, 9)),
    st.tuples(st.just("extend"), st.integers(0, 9), SPAN),
    st.tuples(st.just("release"), COURSE, RULES),
    st.tuples(st.just("status"), COURSE, st.sampled_from(["active", "locked", "coming_soon", "archived"])),
    st.tuples(st.just("finish"), COURSE),
    st.tuples(st.just("do"), COURSE, st.integers(0, 1)),
    st.tuples(st.just("score"), st.integers(0, 1), st.integers(0, 100)),
    st.tuples(st.just("enrol"), COURSE),
    st.tuples(st.just("cohort"), st.integers(-2, 4), st.sets(COURSE)),
    st.tuples(st.just("member")),
    st.tuples(st.just("path"), st.permutations([0, 1, 2]), st.booleans()),
    st.tuples(st.just("suspend")),
)


class Life:
    """One person, three courses, a cohort and a path: every step is done and written down."""

    def __init__(self, known: list[Course], outlines: list[Outline]) -> None:
        self.courses, self.outlines = known, outlines
        self.person, self.staff = UserFactory(), UserFactory()
        self.now, self.history = NOON, list[reference.Happening]()
        self.grants: list[CourseAccess] = []
        self.path = LearningPath.objects.create(title="Way")
        self.cohort = Cohort.objects.create(
            site=courses.site_root().get_site(), name="Spring", starts_at=NOON
        )
        for number in range(3):
            self.say("status", course=number, status="active")
            self.say("released", course=number, rules={})
        self.do(("cohort", 0, {0}))

    def say(self, what: str, **details: Any) -> None:
        self.history.append((self.now, what, details))

    def do(self, step: tuple[Any, ...]) -> None:
        getattr(self, f"do_{step[0]}")(*step[1:])

    def do_wait(self, days: int) -> None:
        self.now += days * DAY

    def do_grant(self, course: int, offset: int, days: int | None, by_path: bool, waits: bool) -> None:
        starts, kind = self.now + offset * DAY, "path" if by_path else "manual"
        source = str(self.path.pk) if by_path else str(len(self.grants))
        if by_path and any(
            grant.source_kind == "path" and grant.course_id == self.courses[course].pk
            for grant in self.grants
        ):
            return
        ends, status = (starts + days * DAY if days else None), "pending" if waits else "unlocked"
        self.grants.append(
            actions.grant_course_access(
                person=self.person, course=self.courses[course], type="manual", source_kind=kind,
                source_id=source, by=None, at=self.now, starts_at=starts, ends_at=ends, status=status,
            )
        )  # fmt: skip
        path = self.path.pk if by_path else None
        told = {"course": course, "starts": starts, "ends": ends, "status": status, "path": path}
        self.say("granted", grant=self.grants[-1].pk, **told)

    def change(self, number: int, action: Any, status: str, **extra: Any) -> None:
        if not self.grants:
            return
        grant = self.grants[number % len(self.grants)]
        try:
            action(grant=grant, at=self.now, by=None, **extra)
        except actions.GrantIsRevoked:
            return
        self.say("grant status", grant=grant.pk, status=status)

    def do_lock(self, number: int) -> None:
        self.change(number, actions.lock_course_access, "locked")

    def do_unlock(self, number: int) -> None:
        self.change(number, actions.unlock_course_access, "unlocked")

    def do_revoke(self, number: int) -> None:
        self.change(number, actions.revoke_course_access, "revoked", reason="Refunded")

    def do_end(self, number: int) -> None:
        if not self.grants:
            return
        grant = self.grants[number % len(self.grants)]
        actions.end_course_access(grant=grant, at=self.now, by=None, reason="Left")
        self.say("source ended", grant=grant.pk)

    def do_reinstate(self, number: int) -> None:
        self.change(number, actions.reinstate_course_access, "unlocked")

    def do_extend(self, number: int, days: int | None) -> None:
        if not self.grants:
            return
        grant = self.grants[number % len(self.grants)]
        ends = grant.starts_at + days * DAY if days else None
        try:
            actions.extend_course_access(grant=grant, ends_at=ends, at=self.now)
        except actions.GrantIsRevoked:
            return
        self.say("end moved", grant=grant.pk, ends=ends)

    def do_release(self, course: int, wanted: dict[str, Any]) -> None:
        date = NOON + wanted["date"] * DAY if wanted["anchor"] == "date" else None
        until = NOON + wanted["until"] * DAY if wanted["until"] is not None else None
        before = tuple(other for other in wanted["before"] if other < course)
        lessons = [lesson.id for lesson in self.outlines[course].lessons]
        drip = dict(zip(lessons, wanted["days"], strict=True)) if wanted["anchor"] else {}
        rules = CourseRules(
            visibility=wanted["visibility"],
            enrolment_method=wanted["method"],
            duration="until" if until else "lifetime",
            until=until,
            drip_anchor=wanted["anchor"],
            drip_from=date,
            prerequisites=tuple(self.courses[other].pk for other in before),
            quiz_scores=tuple((QUIZZES[quiz], least) for quiz, least in wanted["scores"]),
            drip=tuple(drip.items()),
        )
        newest = Release.objects.filter(course=self.courses[course]).latest("number")
        newest.pk, newest.number, newest.released_at = None, newest.number + 1, self.now
        newest.rules, newest.is_withdrawn = rules.to_json(), wanted["is_withdrawn"]
        newest.save(force_insert=True)
        Course.objects.filter(pk=self.courses[course].pk).update(latest_release=newest)
        kept = wanted | {"before": before, "until": until, "date": date, "drip": drip}
        self.say("released", course=course, rules=kept)

    def do_status(self, course: int, status: str) -> None:
        course_actions.change_status(course=self.courses[course], status=status, actor=None, at=self.now)
        self.say("status", course=course, status=status)

    def do_finish(self, course: int) -> None:
        kind = Milestone.Kind.COURSE_COMPLETED
        actions.record_milestone(
            person_id=self.person.pk, course_id=self.courses[course].pk, kind=kind, at=self.now
        )
        self.say("finished", course=course)

    def do_do(self, course: int, number: int) -> None:
        self.say("lesson done", lesson=self.outlines[course].lessons[number].id)

    def done(self, people: Any, course_ids: Any, at: Any) -> list[tuple[int, int]]:
        """What the app that keeps completions would say."""
        done = [said["lesson"] for when, what, said in self.history if what == "lesson done" and when <= at]
        return [(self.person.pk, lesson) for lesson in done]

    def do_score(self, quiz: int, score: int) -> None:
        actions.record_score(
            person_id=self.person.pk,
            course_id=self.courses[0].pk,
            subject=QUIZZES[quiz],
            score=Decimal(score),
            at=self.now,
        )
        self.say("scored", quiz=quiz, score=score)

    def do_enrol(self, course: int) -> None:
        _enrolment, is_new = Enrolment.objects.get_or_create(
            person=self.person, course=self.courses[course], defaults={"enrolled_at": self.now}
        )
        if is_new:
            self.say("enrolled", course=course)

    def do_cohort(self, offset: int, opened: set[int]) -> None:
        self.cohort.starts_at = self.now + offset * DAY
        self.cohort.save()
        self.cohort.courses.set([self.courses[number] for number in opened])
        CohortChange.objects.create(
            cohort=self.cohort, at=self.now, starts_at=self.cohort.starts_at, time_zone="UTC",
            is_active=True, course_ids=[self.courses[number].pk for number in opened],
        )  # fmt: skip
        self.say("cohort", cohort=1, starts=self.cohort.starts_at, courses=opened)

    def do_member(self) -> None:
        """Join, or leave when they are in."""
        if CohortMember.objects.filter(person=self.person, left_at=None).update(left_at=self.now):
            self.say("left", cohort=1)
        else:
            CohortMember.objects.create(cohort=self.cohort, person=self.person, joined_at=self.now)
            self.say("joined", cohort=1)

    def do_path(self, order: list[int], are_required: bool) -> None:
        kept = [[self.courses[number].pk, are_required] for number in order]
        PathEdition.objects.create(path=self.path, at=self.now, title="Way", courses=kept)
        self.say("path", path=self.path.pk, courses=[(number, are_required) for number in order])

    def do_suspend(self) -> None:
        """Suspend, or lift when they are."""
        open_ones = Suspension.objects.filter(person=self.person, lifted_at=None)
        is_lifted = open_ones.update(lifted_at=self.now, lifted_by=self.staff)
        if not is_lifted:
            Suspension.objects.create(
                person=self.person, suspended_at=self.now, suspended_by=self.staff, reason="Spam"
            )
        User.objects.filter(pk=self.person.pk).update(is_active=bool(is_lifted))
        self.say("suspended", is_so=not is_lifted)

    def check(self) -> None:
        """Now, in the days to come, and at each moment when something happened or ended, just before too."""
        person = User.objects.get(pk=self.person.pk)
        for days in (0, 1, 6):
            self._agree(viewer(person, at=self.now + days * DAY))
        self._agree(viewer(None, at=self.now))
        moments = {when for when, _what, _said in self.history}
        moments |= {grant.ends_at for grant in CourseAccess.objects.filter(person=person) if grant.ends_at}
        for moment in sorted(moment for moment in moments if moment <= self.now):
            for exactly in (moment - timedelta(microseconds=1), moment):
                if exactly >= NOON:
                    self._agree(viewer(person, at=self.now).back_at(exactly))

    def _agree(self, eyes: Any) -> None:
        known = [fresh(course) for course in self.courses]
        verdicts = policies.course_verdicts(eyes, known)
        for number, course in enumerate(known):
            found = verdicts[course.pk]
            said = reference.course_code(self.history, number, eyes.moment, signed_in=eyes.is_signed_in)
            note = (eyes.moment, number, eyes.looks_back, self.history)
            assert (found.code, found.allowed) == (said, said == "open"), note
            if eyes.is_signed_in:
                self._agree_on_lessons(eyes, number, course, note)

    def _agree_on_lessons(self, eyes: Any, number: int, course: Course, note: Any) -> None:
        release = course.releases.filter(released_at__lte=eyes.moment).latest("number")
        outline = replace(self.outlines[number], rules=CourseRules.from_json(release.rules))
        found = policies.lesson_verdicts(eyes, course, outline, enrolment_of(eyes, course))
        said = {
            lesson.id: reference.lesson_code(self.history, number, lesson.id, eyes.moment)
            for lesson in outline.lessons
        }
        assert {pk: verdict.code for pk, verdict in found.items()} == said, note


#: Somebody has finished a course, and then its lessons are made to open one after another.
DRIP_AFTER_THE_END = [
    ("grant", 0, 0, None, False, False),
    ("enrol", 0),
    ("finish", 0),
    ("wait", 1),
    (
        "release",
        0,
        {
            "visibility": "public", "method": "open", "before": (), "scores": (), "anchor": "enrolment",
            "date": 0, "days": (9, 4), "until": None, "is_withdrawn": False,
        },
    ),
]  # fmt: skip


def test_verdicts_agree_with_the_reference_now_and_at_every_moment_before():
    known = [courses.make_course(lessons=2) for _number in range(3)]
    for course in known:
        course.releases.update(released_at=NOON)
        course.status_changes.update(changed_at=NOON)
    outlines = [outline_of_release(course.latest_release_id) for course in known]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @example(DRIP_AFTER_THE_END)
    @given(st.lists(STEP, min_size=3, max_size=14))
    def lives(steps: list[tuple[Any, ...]]) -> None:
        with transaction.atomic():
            life = Life(known, outlines)
            for step in steps:
                life.do(step)
            with mock.patch.object(done_lessons, "_registered", [life.done]):
                life.check()
            transaction.set_rollback(True)

    lives()
