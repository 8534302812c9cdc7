"""What the demo's learners have done so far (`content/visits.toml`), told to the actions of the apps."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from demo.academy import DemoAcademy
from demo.access import STAFF
from demo.learners.assessment_schedule import AssessmentSchedule, places_by_lesson
from demo.learners.attempts import AssessmentTaker
from demo.plans.content import read_content
from learning.access.actions import enrol, grant_course_access
from learning.access.models import CourseAccess
from learning.certificates.actions import issue_certificate
from learning.courses.models import Course
from learning.courses.release.outlines import Outline, OutlineLesson, outline_of_release
from learning.courses.viewer import Viewer
from learning.progress.actions import complete_lesson, record_heartbeat, save_note, toggle_favourite

AFTER_VIDEO_ENDS = timedelta(seconds=2)
CERTIFICATE_AFTER = timedelta(minutes=1)
SHORT_PAUSE = timedelta(minutes=2)
SATURDAY = 5
#: When people learn, by their own clocks, and how often at each hour.
HOURS = (7, 8, 12, 13, 16, 17, 18, 19, 20, 21, 22)
HOW_OFTEN = (2, 2, 3, 2, 1, 2, 4, 7, 9, 7, 3)


@dataclass(frozen=True)
class Visit:
    """One learner in one course. lessons, watching, notes, quizzes, exam, unfinished_quiz: see the file."""

    learner: str
    course: str
    days_ago: int
    lessons: int | str
    days_between: float
    watching: float = 0
    favourite: bool = False
    notes: list[dict[str, Any]] = field(default_factory=list)
    quizzes: dict[str, list[int]] = field(default_factory=dict)
    exam: list[int] | None = None
    unfinished_quiz: str = ""


def play_visits(academy: DemoAcademy, *, others: Iterable[Visit] = ()) -> None:
    """Let everything happen that the file tells of, and what others did."""
    raw = read_content("visits")
    outlines = {
        slug: outline_of_release(course.latest_release_id or 0) for slug, course in academy.courses.items()
    }
    places = {slug: places_by_lesson(outline) for slug, outline in outlines.items()}
    for visit in (*(Visit(**entry) for entry in raw["visits"]), *others):
        person, course = academy.accounts[visit.learner], visit.course
        taker = AssessmentTaker(person, academy.assessments[course], academy.library_files, academy.now)
        schedule = AssessmentSchedule(visit, taker, places[course], academy.now)
        player = VisitPlayer(visit, person, academy.courses[course], outlines[course], schedule, academy.now)
        player.play(by=academy.accounts[STAFF])
    for entry in raw["favourites"]:
        toggle_favourite(
            person=academy.accounts[entry["learner"]],
            course_id=academy.courses[entry["course"]].pk,
            at=academy.ago(entry["days_ago"]),
        )


@dataclass
class VisitPlayer:
    """A visit as it happens: who, where, and the moment each thing is done."""

    visit: Visit
    person: User
    course: Course
    outline: Outline
    schedule: AssessmentSchedule
    now: datetime

    def play(self, *, by: User) -> None:
        """Join, learn, write notes. by: who lets the person into a course that is not free."""
        joined = self._studying(self.now - timedelta(days=self.visit.days_ago))
        if not self.course.is_free:
            self._open(by, joined)
        enrolment = enrol(person=self.person, course=self.course, at=joined)
        if self.visit.favourite:
            toggle_favourite(person=self.person, course_id=self.course.pk, at=joined)
        done = self._lessons_done()
        moments = self._moments(joined, len(done) + 1)
        learnt_at: dict[int, datetime] = {}
        last = joined
        for lesson in done:
            last = self.schedule.take_before(lesson, since=last, until=max(next(moments), last + SHORT_PAUSE))
            learnt_at[lesson.id] = last
            self._learn(lesson, last)
        if done:
            # On that day, if the course is completed: the handler would do it only now.
            completed_at = self.schedule.take_exam(enrolment, last) or last
            issue_certificate(enrolment_id=enrolment.pk, at=completed_at + CERTIFICATE_AFTER)
        moment = next(moments)
        if self.visit.watching:
            moment = self._begin(self._next_video(done), moment)
        self.schedule.take_next(self._next(done), moment)
        self._write_notes(learnt_at)

    def _open(self, by: User, at: datetime) -> None:
        """People of the academy let them in, unless they bought it or are in with a cohort."""
        if CourseAccess.objects.filter(person=self.person, course=self.course).open_at(at).exists():
            return
        grant_course_access(
            person=self.person,
            course=self.course,
            type=CourseAccess.Type.MANUAL,
            source_kind="manual",
            source_id="demo",
            source_label="First readers",
            by=by,
            at=at,
        )

    def _lessons_done(self) -> list[OutlineLesson]:
        lessons, wanted = self.outline.lessons, self.visit.lessons
        if isinstance(wanted, int):
            return list(lessons[:wanted])
        return [lesson for lesson in lessons if wanted == "all" or lesson.is_required]

    def _moments(self, joined: datetime, count: int) -> Iterator[datetime]:
        """So many moments of study after joining: some days apart, each later than the last, all past."""
        dice = self._dice("moments")
        latest = self.now - timedelta(minutes=30)
        gaps = [self.visit.days_between * dice.uniform(0.6, 1.3) for _number in range(count - 1)]
        room = (latest - joined) / timedelta(days=1)
        # Who joined too late for all of it learns faster, rather than everything in the last minute.
        share = min(1, 0.95 * room / (sum(gaps) or 1))
        planned = joined + timedelta(minutes=dice.randint(2, 20))
        last = joined
        for gap in [*gaps, 0.0]:
            moment = self._studying(planned)
            if moment <= last:  # the same evening: one more lesson
                moment = last + timedelta(minutes=dice.randint(12, 40))
            last = moment if moment < latest else last + (latest - last) / 2
            yield last
            planned += timedelta(days=gap * share)

    def _studying(self, day: datetime) -> datetime:
        """About this day, when this person learns: mostly evenings, seldom weekends, never the future."""
        dice = self._dice(f"{(self.now - day).days} days ago")
        local = day.astimezone(ZoneInfo(self.person.time_zone))
        if local.weekday() >= SATURDAY and dice.random() < 0.5:
            local += timedelta(days=7 - local.weekday() + dice.randint(0, 3))
        (hour,) = dice.choices(HOURS, HOW_OFTEN)
        moment = local.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60))
        return moment.astimezone(UTC) if moment < self.now - timedelta(hours=2) else day

    def _dice(self, what: str) -> random.Random:
        return random.Random(f"{self.visit.learner}/{self.visit.course}/{what}")

    def _viewer(self, moment: datetime) -> Viewer:
        return Viewer(person=self.person, moment=moment)

    def _learn(self, lesson: OutlineLesson, moment: datetime) -> None:
        """Watch what there is to watch, which completes the lesson; else mark it as done."""
        for video in lesson.videos:
            moment = self._watch(lesson, video.id, video.seconds, 1, moment)
        if not lesson.videos:
            complete_lesson(viewer=self._viewer(moment), lesson_public_id=lesson.public_id)

    def _begin(self, lesson: OutlineLesson, moment: datetime) -> datetime:
        video = lesson.videos[0]
        return self._watch(lesson, video.id, video.seconds, self.visit.watching, moment)

    def _watch(
        self, lesson: OutlineLesson, video_id: str, seconds: int, share: float, moment: datetime
    ) -> datetime:
        """Two reports of a player: when it starts, and when it stops. Returns the second one's moment."""
        stops_at = moment + timedelta(seconds=seconds * share) + AFTER_VIDEO_ENDS
        for when, part in ((moment, 0.0), (stops_at, share)):
            record_heartbeat(
                viewer=self._viewer(when),
                lesson_public_id=lesson.public_id,
                video_id=video_id,
                timestamp=seconds * part,
                watch_percentage=100 * part,
            )
        return stops_at

    def _next(self, done: list[OutlineLesson]) -> OutlineLesson | None:
        return next((lesson for lesson in self.outline.lessons if lesson not in done), None)

    def _next_video(self, done: list[OutlineLesson]) -> OutlineLesson:
        return next(lesson for lesson in self.outline.lessons[len(done) :] if lesson.videos)

    def _write_notes(self, learnt_at: dict[int, datetime]) -> None:
        """Each a few minutes after its lesson was done."""
        for note in self.visit.notes:
            lesson = self.outline.lessons[note["lesson"] - 1]
            save_note(
                person=self.person,
                lesson_id=lesson.id,
                body=note["text"],
                at=learnt_at[lesson.id] + timedelta(minutes=4),
                video_id=lesson.videos[0].id if "second" in note else "",
                video_second=note.get("second"),
            )
