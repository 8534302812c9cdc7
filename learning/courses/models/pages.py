"""What authors edit: the tree CatalogPage > CoursePage > [ModulePage >] LessonPage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelsearch import index
from taggit.models import TaggedItemBase
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from accounts.roles import ADMINISTRATOR, REVIEWER
from common.fields import StreamField
from common.seo.pages import SharedPage
from learning.courses import activities, presenters
from learning.courses.blocks import CourseFaqBlock, DescriptionBlock, LessonBodyBlock, LineBlock
from learning.courses.permissions import CoursePagePermissionTester
from learning.courses.release.body_statistics import body_seconds, placed_activities

from .access_rules import MOST_DAYS, AccessRules
from .authored import AuthoredPage, PartOfCourse
from .identities import Course, Identity, Lesson, Module

if TYPE_CHECKING:
    from accounts.models import User


class CatalogPage(SharedPage, Page):
    """The catalogue, at `/courses/`. Course pages stand below it."""

    intro = models.TextField(_("introduction"), max_length=500, blank=True)

    subpage_types = ["courses.CoursePage"]

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def permissions_for_user(self, user: User) -> CoursePagePermissionTester:
        return CoursePagePermissionTester(user, self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new catalogue comes with a review: without one, nobody but staff could publish a course."""
        from learning.courses.actions import set_up_review

        is_new = self.pk is None
        super().save(*args, **kwargs)
        if is_new:
            set_up_review(catalogue=self, roles=[REVIEWER, ADMINISTRATOR])

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return presenters.presenter().present_catalogue(request, self)


class CoursePageTag(TaggedItemBase):
    content_object = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="tagged_items")


class CoursePage(AccessRules, AuthoredPage):
    """A course as its authors edit it. Learners see its releases, never this."""

    class Level(models.TextChoices):
        BEGINNER = "beginner", _("Beginner")
        INTERMEDIATE = "intermediate", _("Intermediate")
        ADVANCED = "advanced", _("Advanced")
        ALL = "all", _("All levels")

    class CourseType(models.TextChoices):
        SPRINT = "sprint", _("Sprint")
        SPEAKING = "speaking", _("Speaking")
        CONSULTANCY = "consultancy", _("Consultancy")
        SPECIAL = "special", _("Special")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="pages", editable=False)
    short_description = models.CharField(
        _("short description"),
        max_length=240,
        help_text=_("One or two sentences. Shown on course cards, in search results and when shared."),
    )
    description = StreamField(DescriptionBlock(required=False), verbose_name=_("description"), blank=True)
    thumbnail = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("image"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("16:9, at least 1200 pixels wide."),
    )
    promotion_video = models.URLField(
        _("promotional video"),
        blank=True,
        help_text=_("A Vimeo, YouTube, Google Drive or Cloudinary URL, or the URL of a media file."),
    )
    category = models.ForeignKey(
        "courses.Category",
        verbose_name=_("category"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    tags = ClusterTaggableManager(verbose_name=_("tags"), through=CoursePageTag, blank=True)
    level = models.CharField(_("level"), max_length=16, choices=Level.choices, default=Level.ALL)
    language = models.CharField(
        _("course language"),
        max_length=8,
        choices=settings.TEACHING_LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    course_type = models.CharField(
        _("type"), max_length=16, choices=CourseType.choices, default=CourseType.SPRINT
    )
    special_tag = models.CharField(
        _("special badge"),
        max_length=40,
        blank=True,
        help_text=_("Shown on the course card, for example “Black Friday 2025”."),
    )
    coach_name = models.CharField(_("coach"), max_length=120, blank=True)
    learning_outcomes = StreamField(
        [("line", LineBlock(max_length=200))], verbose_name=_("learning outcomes"), blank=True
    )
    requirements = StreamField(
        [("line", LineBlock(max_length=200))], verbose_name=_("requirements"), blank=True
    )
    faq = StreamField(
        [("question", CourseFaqBlock())], verbose_name=_("frequently asked questions"), blank=True
    )
    has_certificate = models.BooleanField(
        _("certificate"),
        default=True,
        help_text=_("Learners get a certificate when they complete the course."),
    )

    api_fields = [
        APIField(name, writable=True)
        for name in (
            "short_description",
            "description",
            "thumbnail",
            "promotion_video",
            "category",
            "level",
            "language",
            "course_type",
            "special_tag",
            "coach_name",
            "learning_outcomes",
            "requirements",
            "faq",
            "has_certificate",
            "visibility",
            "enrolment_method",
            "access_duration",
            "access_days",
            "access_until",
            "drip_anchor",
            "drip_from",
        )
    ]
    identity_field = "course"
    #: What the form is known by in which a new course is written: files that came before it wait under it.
    upload_key: UUID | None = None
    parent_page_types = ["courses.CatalogPage"]
    subpage_types = ["courses.ModulePage", "courses.LessonPage"]
    search_fields = [*Page.search_fields, index.SearchField("short_description"), index.FilterField("course")]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def make_identity(self, source: Identity | None = None) -> Course:
        from learning.courses.actions import collection_for_new_course, copy_contents, copy_prices

        course, is_new = Course.objects.get_or_create(
            public_id=self.translation_key,
            defaults={"title": self.title, "source_locale_id": self.locale_id},
        )
        if is_new:
            course.collection = collection_for_new_course(
                account=self.owner, key=self.upload_key, name=self.title, at=timezone.now()
            )
            course.save(update_fields=["collection"])
            course.status_changes.create(status=course.status, changed_by=self.owner)
            if self.owner and self.owner.has_perm("courses.author_course"):
                course.course_instructors.create(account=self.owner, is_owner=True)
            if isinstance(source, Course):
                copy_prices(source=source, target=course, actor=self.owner, at=timezone.now())
                copy_contents(source=source, target=course, actor=self.owner, at=timezone.now())
        return course

    def clean(self) -> None:
        super().clean()
        self.clean_rules()

    @property
    def current_workflow_state(self) -> Any:
        """The review that is under way. None while what was approved is being published, which Wagtail
        would take for a reason to end the review of what was submitted since."""
        from learning.courses.actions import is_releasing

        return None if is_releasing(self.course_id) else super().current_workflow_state

    def course_page(self) -> CoursePage:
        return self

    def stays_in_course(self, parent: Page) -> bool:
        return True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Claim everything below the course: the presenter resolves it in the viewer's release."""
        return RouteResult(self, kwargs={"path": tuple(path_components)})

    def serve(
        self, request: HttpRequest, *args: Any, path: tuple[str, ...] = (), **kwargs: Any
    ) -> HttpResponse:
        return presenters.presenter().present_course(request, self, path)


class ModulePage(PartOfCourse):
    """A chapter of a course."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="pages", editable=False)
    description = RichTextField(_("description"), blank=True, features=["bold", "italic", "link", "ul", "ol"])

    api_fields = [APIField("description", writable=True)]
    identity_field = "module"
    exclude_fields_in_copy = ["module"]
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def make_identity(self, source: Identity | None = None) -> Module:
        return Module.objects.get_or_create(
            public_id=self.translation_key,
            defaults={"title": self.title, "course_id": self.course_page().course_id},
        )[0]


class LessonPage(PartOfCourse):
    """A lesson as its authors edit it."""

    class Kind(models.TextChoices):
        VIDEO = "video", _("Video")
        LIVE = "live", _("Live")
        REPLAY = "replay", _("Replay")
        TEXT = "text", _("Text")
        DOCUMENT = "document", _("Document")
        QUIZ = "quiz", _("Quiz")

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="pages", editable=False)
    kind = models.CharField(_("type"), max_length=16, choices=Kind.choices, default=Kind.VIDEO)
    body = StreamField(LessonBodyBlock(required=False), verbose_name=_("body"), blank=True)
    transcript = RichTextField(
        _("transcript"),
        blank=True,
        features=["bold", "italic", "h3", "ul"],
        help_text=_("What is said in the lesson, for reading, search and accessibility."),
    )
    outcomes = StreamField(
        [("line", LineBlock(max_length=200))], verbose_name=_("learning outcomes"), blank=True
    )
    is_free_preview = models.BooleanField(
        _("free preview"), default=False, help_text=_("Everyone can open this lesson.")
    )
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("Counts towards completing the course.")
    )
    opens_after_days = models.PositiveSmallIntegerField(
        _("opens after (days)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("Number of days until this lesson opens, if the course has a drip schedule."),
    )
    minutes_override = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, help_text=_("Leave empty to calculate it from the body.")
    )
    watch_threshold = models.PositiveSmallIntegerField(
        _("required share of each video in %"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("How much of every video learners must watch to complete the lesson."),
    )
    reading_completes = models.BooleanField(
        _("reading instead of watching"),
        default=True,
        help_text=_(
            "Learners may complete the lesson by reading its transcript, "
            "or by their own word where videos can't be tracked without a script."
        ),
    )
    working_title = models.CharField(
        _("working title"), max_length=200, blank=True, help_text=_("Visible to authors only.")
    )
    rough_notes = models.TextField(_("draft notes"), blank=True, help_text=_("Visible to authors only."))

    api_fields = [
        APIField(name, writable=True)
        for name in (
            "kind",
            "body",
            "transcript",
            "outcomes",
            "is_free_preview",
            "is_required",
            "opens_after_days",
            "minutes_override",
            "watch_threshold",
            "reading_completes",
        )
    ]
    #: Set by the editor before it checks the page: a draft may place activities that can't be published.
    is_kept_as_draft = False

    identity_field = "lesson"
    parent_page_types = ["courses.CoursePage", "courses.ModulePage"]
    subpage_types: list[str] = []
    search_fields = [*Page.search_fields, index.SearchField("body"), index.SearchField("transcript")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def make_identity(self, source: Identity | None = None) -> Lesson:
        from learning.courses.actions import copy_live_schedule

        lesson, is_new = Lesson.objects.get_or_create(
            public_id=self.translation_key,
            defaults={"title": self.title, "course_id": self.course_page().course_id},
        )
        if is_new and isinstance(source, Lesson):
            copy_live_schedule(source=source, target=lesson, actor=self.owner, at=timezone.now())
        return lesson

    def clean(self) -> None:
        super().clean()
        if self.is_kept_as_draft:
            return
        course_id = self.lesson.course_id if self.identity is not None else None
        if wrong := activities.objections(placed_activities(self.body), course_id):
            raise ValidationError({"body": wrong})

    @property
    def seconds(self) -> int:
        """How long the lesson takes: what the author said, else what its blocks add up to."""
        if self.minutes_override is not None:
            return self.minutes_override * 60
        return body_seconds(self.body)
