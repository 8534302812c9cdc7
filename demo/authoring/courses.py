"""Write the demo's courses the way an instructor does: drafts first, then a review, then one release."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.html import escape
from django.utils.text import slugify
from wagtail.models import Collection, Page

from accounts.models import User
from common.money import Money
from demo.academy import DemoAcademy
from demo.authoring import content_blocks
from demo.authoring.assessments import AssessmentBuilder
from demo.authoring.site_pages import category
from demo.media_manifest import read_media
from demo.plans.courses import CoursePlan, LessonPlan, ModulePlan
from demo.plans.markup import Piece, pieces
from demo.plans.media import all_diagrams
from demo.plans.media_files import cover_file, diagram_file, film_key, handout_file, picture_file, sound_file
from learning.access.sales.products import keep_course_product
from learning.courses import actions
from learning.courses.models import (
    CatalogPage,
    CoursePage,
    CoursePrerequisite,
    LessonPage,
    ModulePage,
    QuizPrerequisite,
)
from library.models import AcademyDocument, AcademyImage, AcademyMedia

#: The tone and title of the callouts, by the word they are written with.
CALLOUTS = {
    "note": ("info", ""),
    "tip": ("success", ""),
    "warning": ("warning", ""),
    "example": ("neutral", ""),
}
#: The key of whoever reviews the courses, and how long that takes.
REVIEWER, REVIEW_TAKES = "noor", timedelta(hours=20)
#: What the rules of a plan say that is no field of the course page.
BESIDE_FIELDS = ("courses_before", "opens_after")


@dataclass
class CourseBuilder:
    """Writes one course of the academy, which holds the courses before it."""

    academy: DemoAcademy
    plan: CoursePlan

    def build(self, catalogue: CatalogPage, *, at: datetime) -> None:
        """Draft the course, have it reviewed, and see it published. at: when it was submitted."""
        page = self._course_page()
        catalogue.add_child(instance=page)
        page.save_revision(user=self.owner)
        course = page.course
        course.status_changes.update(changed_at=at)  # its history begins when it was begun, not now
        instructors = [self.academy.accounts[key] for key in self.plan.instructors]
        actions.set_instructors(course=course, accounts=instructors, owner=instructors[0], actor=None, at=at)
        prices = [Money.of(amount, currency) for currency, amount in self.plan.prices.items()]
        actions.set_prices(course=course, prices=prices, actor=self.owner, at=at)
        self.collection = course.collection
        self.documents = self._documents(self.collection)
        self.drawings: dict[str, AcademyImage] = {}
        self.sounds: dict[str, AcademyMedia] = {}
        builder = AssessmentBuilder(self.plan, course, self.owner, at=at, now=self.academy.now)
        self.own_assessments = builder.build()
        self.academy.assessments[self.plan.slug] = self.own_assessments
        opens_after = self.plan.rules.get("opens_after", [])
        for number, module in enumerate(self.plan.modules):
            self._write_module(page, module, opens_after[number] if opens_after else 0)
        candidate = actions.submit_candidate(page=page, actor=self.owner, at=at)
        reviewer, reviewed_at = self.academy.accounts[REVIEWER], at + REVIEW_TAKES
        actions.approve_candidate(candidate=candidate, actor=reviewer, at=reviewed_at)
        actions.change_status(course=course, status=self.plan.status, actor=self.owner, at=reviewed_at)
        keep_course_product(course_id=course.pk, at=reviewed_at)
        course.refresh_from_db()
        self.academy.courses[self.plan.slug] = course

    @property
    def owner(self) -> User:
        return self.academy.accounts[self.plan.instructors[0]]

    def _course_page(self) -> CoursePage:
        plan = self.plan
        page = CoursePage(
            title=plan.title,
            slug=plan.slug,
            owner=self.owner,
            live=False,
            short_description=plan.short,
            description=[*_texts(plan.description), self._promotion()],
            thumbnail=self._cover(),
            category=category(plan.category),
            level=plan.level,
            language=settings.LANGUAGE_CODE,
            course_type=plan.kind,
            special_tag=plan.special_tag,
            coach_name=plan.coach,
            learning_outcomes=[("line", line) for line in plan.outcomes],
            requirements=[("line", line) for line in plan.requirements],
            faq=[
                ("question", {"question": asked, "answer": f"<p>{escape(told)}</p>"})
                for asked, told in plan.faq
            ],
            has_certificate=plan.certificate,
            search_description=plan.short,
            **{name: value for name, value in plan.rules.items() if name not in BESIDE_FIELDS},
        )
        for slug in plan.rules.get("courses_before", ()):
            page.prerequisites.add(CoursePrerequisite(course=self.academy.courses[slug]))
        for course, quiz, score in plan.assessments.scores_before:
            graded_item = self.academy.assessments[course].graded_item(quiz)
            page.quiz_prerequisites.add(QuizPrerequisite(quiz=graded_item.public_id, least_score=score))
        page.tags.add(*plan.tags)
        return page

    def _cover(self) -> AcademyImage:
        """The course's picture. It is not in the course's collection: everybody may see it."""
        return self.academy.library_files.picture(
            title=self.plan.title,
            name=f"{self.plan.slug}.jpg",
            media=cover_file(self.plan.source),
        )

    def _promotion(self) -> tuple[str, Any]:
        plan = self.plan.promotion
        film = self.academy.library_files.film(plan, key=film_key(self.plan, plan))
        return "video", {"media": film}

    def _documents(self, collection: Collection) -> dict[str, AcademyDocument]:
        """The hand-outs and text files of the course, by their names in the content."""
        found = {}
        for name, handout in self.plan.handouts.items():
            found[name] = self.academy.library_files.document(
                title=handout.title,
                name=f"{name}.pdf",
                content=read_media(handout_file(self.plan.source, name)),
                collection=collection,
            )
        for name, file in self.plan.files.items():
            found[name] = self.academy.library_files.document(
                title=file.title, name=name, content=file.text.encode(), collection=collection
            )
        return found

    def _write_module(self, course_page: CoursePage, plan: ModulePlan, opens_after: int) -> None:
        module = ModulePage(
            title=plan.title,
            slug=slugify(plan.title),
            owner=self.owner,
            live=False,
            description=f"<p>{escape(plan.description)}</p>",
        )
        course_page.add_child(instance=module)
        module.save_revision(user=self.owner)
        for lesson in plan.lessons:
            self._write_lesson(module, lesson, opens_after)

    def _write_lesson(self, module: Page, plan: LessonPlan, opens_after: int) -> None:
        lesson = LessonPage(
            title=plan.title,
            slug=slugify(plan.title),
            owner=self.owner,
            live=False,
            kind=plan.kind,
            body=[*(self._block(plan, piece) for piece in pieces(plan.body)), *self._placed_in(plan)],
            outcomes=[("line", line) for line in plan.outcomes],
            is_free_preview=plan.preview,
            is_required=plan.required,
            minutes_override=plan.minutes,
            opens_after_days=opens_after or None,
        )
        module.add_child(instance=lesson)
        lesson.save_revision(user=self.owner)

    def _placed_in(self, lesson: LessonPlan) -> list[tuple[str, Any]]:
        """The blocks of the quizzes and assignments that stand at the end of the lesson."""
        return [
            (kind, {"work": self.own_assessments.placed(kind, slug)})
            for kind, slug in self.plan.assessments.placed_in(lesson.title)
        ]

    def _block(self, lesson: LessonPlan, piece: Piece) -> tuple[str, Any]:
        if piece.kind == "film":
            assert lesson.film is not None, f"{lesson.title} shows a film that nobody planned"
            key = film_key(self.plan, lesson.film)
            film = self.academy.library_files.film(lesson.film, key=key, collection=self.collection)
            return "video", {"media": film}
        if piece.kind == "picture":
            return "image", {"image": self._drawing(piece.value), "caption": piece.detail}
        if piece.kind == "handout":
            return "document", {"document": self.documents[piece.value], "minutes": 2}
        if piece.kind == "block":
            return content_blocks.block_of(
                piece.detail, piece.value, picture=self._drawing, sound=self._sound
            )
        if piece.kind == "downloads":
            return "downloads", {"files": [self.documents[name] for name in piece.value.split(", ")]}
        return _block_of_text(piece)

    def _drawing(self, name: str) -> AcademyImage:
        """A picture of the course's own, or one of those that several courses show."""
        if name not in self.drawings:
            own = self.plan.pictures.get(name)
            words = own or all_diagrams()[name]
            self.drawings[name] = self.academy.library_files.picture(
                title=words.title,
                media=picture_file(self.plan.source, name) if own else diagram_file(name),
                name=f"{name}.webp",
                alt=words.alt,
                collection=self.collection,
            )
        return self.drawings[name]

    def _sound(self, name: str) -> AcademyMedia:
        if name not in self.sounds:
            plan = self.plan.sounds[name]
            self.sounds[name] = self.academy.library_files.sound(
                plan, media=sound_file(self.plan.source, name), name=name, collection=self.collection
            )
        return self.sounds[name]


def _block_of_text(piece: Piece) -> tuple[str, Any]:
    if piece.kind == "heading":
        return "heading", {"text": piece.value, "level": "2"}
    if piece.kind == "callout":
        tone, title = CALLOUTS[piece.detail]
        return "callout", {"tone": tone, "title": title, "text": piece.value}
    if piece.kind == "code":
        return "code", {"language": piece.detail, "code": piece.value}
    return "text", piece.value


def _texts(body: str) -> list[tuple[str, Any]]:
    return [_block_of_text(piece) for piece in pieces(body)]
