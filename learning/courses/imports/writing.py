"""Write what a plan holds, the way an author does: drafts, page by page, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify
from wagtail.images import get_image_model
from wagtail.models import Page

from common.imports.importer import NotImportable, OnProgress
from learning.courses.actions import free_slug, set_instructors, set_prices
from learning.courses.models import CatalogPage, CoursePage, LessonPage, ModulePage

from .pictures import Picture, fetch_picture
from .plan import CourseImportPlan, Fetch, LessonImportPlan, ModuleImportPlan, plan_file

if TYPE_CHECKING:
    from accounts.models import User


def write_courses(
    content: bytes,
    *,
    actor: User,
    pictures: Mapping[str, Picture] | None = None,
    fetch: Fetch = fetch_picture,
    on_progress: OnProgress = lambda done, total: None,
) -> list[CoursePage]:
    """Import the file as drafts: everything in it, or nothing.

    The plan is made anew once the catalogue is locked, so that a file sent twice is refused the second time.
    pictures: those that the dry run fetched. fetch: is asked for others. on_progress: called with how many
    lessons are written, and of how many. Raises NotImportable.
    """
    # What is fetched is fetched before anything is locked.
    fetched = plan_file(content, actor=actor, pictures=pictures, fetch=fetch)
    if not fetched.report.is_importable:
        raise NotImportable(fetched.report)
    stored: list[Any] = []
    try:
        with transaction.atomic(using=DEFAULT_DB_ALIAS):
            catalogue = CatalogPage.objects.select_for_update().order_by("path")[0]
            plan = plan_file(content, actor=actor, pictures=fetched.pictures, fetch=fetch)
            if not plan.report.is_importable:
                raise NotImportable(plan.report)
            writer = _Writer(actor, plan.pictures, stored, on_progress, plan.report.created["lessons"])
            return [writer.course(catalogue, course) for course in plan.courses]
    except BaseException:
        for file in stored:  # the database forgets by itself, the disk does not
            file.delete(save=False)
        raise


class _Writer:
    """Writes drafts. As in the editor, a draft may lack what only a released page needs (`clean=False`)."""

    def __init__(
        self,
        actor: User,
        pictures: Mapping[str, Picture],
        stored: list[Any],
        on_progress: OnProgress,
        total: int,
    ) -> None:
        self.actor, self.pictures, self.stored = actor, pictures, stored
        self.on_progress, self.done, self.total = on_progress, 0, total

    def course(self, catalogue: CatalogPage, plan: CourseImportPlan) -> CoursePage:
        page = CoursePage(
            title=plan.title,
            slug=free_slug(catalogue, plan.title, otherwise="course"),
            owner=plan.instructors[0],
            live=False,
            short_description=plan.short,
            description=[("text", f"<p>{escape(text)}</p>") for text in plan.paragraphs],
            thumbnail=self._picture(plan),
        )
        catalogue.add_child(instance=page)
        set_prices(course=page.course, prices=plan.prices, actor=self.actor, at=timezone.now())
        set_instructors(
            course=page.course,
            accounts=plan.instructors,
            owner=plan.instructors[0],
            actor=None,
            at=timezone.now(),
        )
        page.save_revision(user=self.actor, clean=False)
        for item in plan.items:
            if isinstance(item, ModuleImportPlan):
                self._module(page, item)
            else:
                self._lesson(page, item)
        return page

    def _picture(self, plan: CourseImportPlan) -> Any:
        """The course's picture. It is not in the course's collection: everybody may see it."""
        if not plan.picture_url:
            return None
        picture = self.pictures[plan.picture_url]
        name = f"{slugify(plan.title)[:60] or 'course'}.{picture.ending}"
        image = get_image_model()(title=plan.title, file=ContentFile(picture.content, name))
        image.uploaded_by_user = self.actor
        image.save()
        self.stored.append(image.file)
        return image

    def _module(self, course: CoursePage, plan: ModuleImportPlan) -> None:
        slug = free_slug(course, plan.title, otherwise="module")
        module = ModulePage(title=plan.title, slug=slug, owner=course.owner, live=False)
        course.add_child(instance=module)
        module.save_revision(user=self.actor, clean=False)
        for lesson in plan.lessons:
            self._lesson(module, lesson, owner=course.owner)

    def _lesson(self, parent: Page, plan: LessonImportPlan, *, owner: Any = None) -> None:
        lesson = LessonPage(
            title=plan.title,
            slug=free_slug(parent, plan.title, otherwise="lesson"),
            owner=owner or parent.owner,
            live=False,
            kind=plan.kind,
            body=[("video", {"title": plan.title[:120], "url": plan.video_url})] if plan.video_url else [],
            minutes_override=plan.minutes,
            is_free_preview=plan.is_preview,
        )
        parent.add_child(instance=lesson)
        lesson.save_revision(user=self.actor, clean=False)
        self.done += 1
        self.on_progress(self.done, self.total)
