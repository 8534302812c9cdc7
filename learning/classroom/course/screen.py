"""The course page: everything it shows, for whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from accounts.policies import SIGN_IN
from common.money import Money
from common.verdict import NextStep, NextStepKind, Verdict
from learning.access import policies as access
from learning.access.selectors import is_waiting_for
from learning.certificates.models import Certificate
from learning.certificates.selectors import certificate_of, name_on_certificates
from learning.classroom.caching.cache_version import current_version, kept_for_version
from learning.classroom.catalogue.cards import CourseBadge, badges_of
from learning.classroom.catalogue.catalogue_index import (
    InstructorLink,
    enrolled_in,
    instructors_in,
    restriction_of,
)
from learning.classroom.catalogue.course_summaries import SizedImage, banner_of
from learning.classroom.course.added_lessons import AddedLesson, added_lessons
from learning.classroom.course.announcements import CourseAnnouncement, announcements
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.course_work import last_work, step_to
from learning.classroom.course.curriculum import (
    Curriculum,
    ModuleRow,
    anybodys_curriculum,
    curriculum_of,
)
from learning.classroom.course.whats_new import NewsItem, whats_new
from learning.classroom.labels import (
    enrolled_label,
    former_label,
    lessons_label,
    preferred_tag,
    price_label,
    progress_label,
    sale_label,
    span_label,
)
from learning.classroom.lesson.body_rendering import description_of
from learning.classroom.lesson.note_screen import NoteGroup, note_groups
from learning.classroom.quiz.exam_panel import ExamPanel, exam_panel_for, waits_for_exam
from learning.courses.models import Course, CoursePage
from learning.progress.selectors import CourseProgress, onward
from library.videos import VideoSource, recognise

TABS = ("modules", "overview", "notes", "certificates")


@dataclass(frozen=True, slots=True)
class CourseAction:
    """The one thing to do with the course now, or what keeps from it. `reason` stands below it."""

    step: NextStep
    reason: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class CourseFaq:
    title: str
    body: SafeString


@dataclass(frozen=True, slots=True)
class CourseFace:
    """What a course page says to everybody: the parts of it that are drawn once and kept show nothing
    else.
    """

    title: str
    lead: str
    badges: tuple[CourseBadge, ...]
    teachers: tuple[InstructorLink, ...]
    facts: tuple[tuple[str, str], ...]
    enrolled_label: str
    picture: SizedImage | None
    description: SafeString
    outcomes: tuple[str, ...]
    requirements: tuple[str, ...]
    questions: tuple[CourseFaq, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourseBox:
    """What stands beside a course: its price or that it is theirs, the one thing to do, and its facts."""

    title: str
    offer: str
    price_label: str
    price_before: str
    sale_label: str
    action: CourseAction
    trial: NextStep | None
    facts: tuple[tuple[str, str], ...]
    has_certificate: bool


@dataclass(frozen=True)
class CourseScreen:
    """What templates/classroom/course.html draws. curriculum: what of it is the same for everybody."""

    standing: CourseContext
    progress: CourseProgress
    text: dict[str, Any]
    picture: SizedImage | None
    teachers: tuple[InstructorLink, ...]
    badges: tuple[CourseBadge, ...]
    facts: tuple[tuple[str, str], ...]
    prices: tuple[Money, ...]
    price_label: str
    price_before: str
    sale_label: str
    enrolled_label: str
    action: CourseAction
    exam: ExamPanel | None
    curriculum: Curriculum | None
    modules: tuple[ModuleRow, ...]
    description: SafeString
    promotion: VideoSource | None
    questions: tuple[CourseFaq, ...]
    notes: tuple[NoteGroup, ...]
    certificate: Certificate | None
    selected_tab: str
    progress_words: str
    added: tuple[AddedLesson, ...]
    news: tuple[NewsItem, ...]
    announcements: tuple[CourseAnnouncement, ...]

    @property
    def face(self) -> CourseFace:
        text = self.text
        return CourseFace(
            title=self.standing.outline.title,
            lead=text["short_description"],
            badges=self.badges,
            teachers=self.teachers,
            facts=self.facts,
            enrolled_label=self.enrolled_label,
            picture=self.picture,
            description=self.description,
            outcomes=tuple(map(str, text["learning_outcomes"])),
            requirements=tuple(map(str, text["requirements"])),
            questions=self.questions,
            tags=tuple(map(str, text["tags"])),
        )

    @property
    def own(self) -> dict[str, object]:
        """What is the learner's own in the box."""
        return {"percentage": self.progress.percentage, "words": self.progress_words}

    @property
    def box(self) -> CourseBox:
        return CourseBox(
            title=self.standing.outline.title,
            offer=self.offer,
            price_label=self.price_label,
            price_before=self.price_before,
            sale_label=self.sale_label,
            action=self.action,
            trial=self.trial,
            facts=self.facts,
            has_certificate=bool(self.text["has_certificate"]),
        )

    @property
    def offers_certificate(self) -> bool:
        return bool(self.text["has_certificate"] or self.certificate)

    @property
    def trial(self) -> NextStep | None:
        """A lesson that is open to whoever has not enrolled, the first one if it is."""
        standing = self.standing
        if standing.enrolment is not None or standing.verdict:
            return None
        free = (one for one in standing.outline.lessons if standing.lesson_verdicts[one.id])
        lesson = next(free, None)
        if lesson is None:
            return None
        label = _("Try the first lesson") if lesson.number == 1 else _("Try a free lesson")
        return NextStep.link(label, standing.lesson_url(lesson))

    @property
    def offer(self) -> str:
        """What stands above the button: "progress", "access" (theirs already), "price", or "" for neither."""
        standing = self.standing
        if standing.enrolment is not None:
            return "progress"
        if standing.course.status != Course.Status.ACTIVE or restriction_of(standing.outline.rules):
            return "access" if standing.verdict and not standing.is_staff else ""
        is_theirs = bool(standing.verdict) and not standing.is_staff
        return "access" if is_theirs and not standing.course.is_free else "price"

    @property
    def printed_name(self) -> str:
        """The name that a certificate of the course would print, for those who take it; "" for all others."""
        person = self.standing.viewer.person
        return name_on_certificates(person) if person and self.standing.enrolment else ""

    @property
    def note_count(self) -> int:
        return sum(len(group.notes) for group in self.notes)


def course_screen(standing: CourseContext, *, tab: str = "") -> CourseScreen:
    """At most twelve queries for a learner and four for a stranger, whatever the number of lessons, and those
    of `exam_panel_for`."""
    outline, text, tags = standing.outline, standing.outline.text, standing.price_tags
    prices, shown = tuple(tag.money for tag in tags), preferred_tag(tags)
    progress = standing.progress
    exam = exam_panel_for(standing) if standing.course.pk else None
    curriculum = anybodys_curriculum(standing, progress)
    return CourseScreen(
        standing=standing,
        progress=progress,
        text=text,
        picture=banner_of(text["thumbnail_id"]),
        teachers=instructors_in(standing.course.pk) if standing.course.pk else (),
        badges=badges_of(standing.course.status, text["special_tag"]),
        facts=_facts(standing),
        prices=prices,
        price_label=price_label(prices),
        price_before=former_label(shown),
        sale_label=sale_label(shown),
        enrolled_label=enrolled_label(enrolled_in(standing.course.pk)) if standing.course.pk else "",
        action=action_for(standing, progress, exam),
        exam=exam,
        curriculum=curriculum,
        modules=curriculum.modules if curriculum else curriculum_of(standing, progress),
        description=description_of(outline),
        promotion=recognise(text["promotion_video"]) if text["promotion_video"] else None,
        questions=tuple(
            CourseFaq(row["value"]["question"], _answer(row["value"]["answer"], current_version()))
            for row in text["faq"]
        ),
        notes=note_groups(standing),
        certificate=certificate_of(standing.enrolment.pk)
        if progress.is_completed and standing.enrolment
        else None,
        progress_words=progress_label(progress),
        added=added_lessons(standing),
        news=whats_new(standing),
        announcements=announcements(standing),
        selected_tab=tab if tab in TABS else TABS[0],
    )


@kept_for_version(1024)
def _answer(text: str, _generation: str) -> SafeString:
    return mark_safe(expand_db_html(text))  # noqa: S308 - from the editor's rich text


def _facts(standing: CourseContext) -> tuple[tuple[str, str], ...]:
    """Icon and words of what is told in the banner."""
    outline, text = standing.outline, standing.outline.text
    levels = {value: str(label) for value, label in CoursePage.Level.choices}
    kinds = {value: str(label) for value, label in CoursePage.CourseType.choices}
    facts = [
        ("clock", span_label(outline.seconds)),
        ("book-open", lessons_label(len(outline.lessons))),
        ("signal", levels.get(text["level"], "")),
        ("shapes", kinds.get(text["course_type"], "")),
        ("user-round", _("Coach: %(name)s") % {"name": text["coach_name"]} if text["coach_name"] else ""),
    ]
    return tuple((icon, words) for icon, words in facts if words)


def action_for(
    standing: CourseContext, progress: CourseProgress, exam: ExamPanel | None = None
) -> CourseAction:
    """The one button of a course, and the words that say why it is not there."""
    if standing.is_preview:
        return CourseAction(NextStep.none(_("Enrol")), _("Learners can enrol here."))
    if standing.enrolment is not None and standing.verdict:
        return _go_on(standing, progress, exam)
    if standing.enrolment is not None or standing.viewer.sees_drafts:
        return _closed(standing, standing.verdict)
    verdict = access.may_enrol(standing.viewer, standing.course)
    if verdict:
        label = _("Enrol for free") if standing.course.is_free else _("Start the course")
        return CourseAction(NextStep.post(label, f"{standing.url}enroll/"))
    return _closed(standing, verdict)


def _closed(standing: CourseContext, verdict: Verdict) -> CourseAction:
    """The course can't be taken now; the words under the button say why."""
    step = standing.next_step(verdict)
    if step is not None and step.place == access.NOTIFY:
        return _coming(standing)
    if step is None or step.method and not step.url:
        return CourseAction(NextStep.none(_("Locked")), verdict.sentence, "lock")
    is_way_on = step.kind == NextStepKind.LINK and step.place != SIGN_IN
    return CourseAction(step, verdict.sentence, "arrow-right" if is_way_on else "")


def _coming(standing: CourseContext) -> CourseAction:
    """Who wants to hear when it is there says so, and may change their mind."""
    viewer, course = standing.viewer, standing.course
    if standing.shows_only or viewer.sees_drafts or viewer.persona is not None:
        return CourseAction(NextStep.none(_("Coming soon")), icon="hourglass")
    if viewer.person is None:
        words = _("This course is coming soon. Sign in to be notified when it opens.")
        step = NextStep.link(_("Sign in to be notified"), standing.sign_in_url)
        return CourseAction(step, words, "bell")
    if is_waiting_for(viewer.person, course):
        url = reverse("classroom:stop_waiting", args=[course.public_id])
        words = _("This course is coming soon. We'll notify you when it opens.")
        return CourseAction(NextStep.post(_("Don't notify me"), url), words, "bell-off")
    url = reverse("classroom:wait", args=[course.public_id])
    words = _("This course is coming soon. Get notified when it opens.")
    return CourseAction(NextStep.post(_("Notify me"), url), words, "bell")


def _go_on(standing: CourseContext, progress: CourseProgress, exam: ExamPanel | None) -> CourseAction:
    if exam is not None and exam.is_next and waits_for_exam(progress):
        step = NextStep.link(_("Take the exam"), exam.url)
        return CourseAction(step, exam.sentence, "graduation-cap")
    way = onward(progress, standing.lesson_verdicts)
    following = way.lesson
    work = last_work(standing.course_work) if following is None and waits_for_exam(progress) else None
    if work is not None and work.takes_submissions:
        return CourseAction(step_to(work), work.title, "file-pen-line")
    if following is None and way.waits_for is not None and not progress.is_completed:
        verdict = standing.lesson_verdicts[way.waits_for.id]
        return CourseAction(standing.next_step(verdict) or NextStep.none(_("Locked")), way.waits_for.title)
    if progress.is_completed or following is None:
        url = reverse("classroom:course_progress", args=[standing.slug])
        return CourseAction(NextStep.link(_("View progress"), url), icon="circle-check")
    label = _("Continue") if progress.is_started else _("Start the first lesson")
    step = NextStep.link(label, standing.lesson_url(following))
    return CourseAction(step, following.title, "play")
