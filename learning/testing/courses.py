"""Courses for tests: a catalogue, pages with bodies, and their releases."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import itemgetter, or_
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from accounts.roles import ADMINISTRATOR, REVIEWER
from commerce.catalogue.models import Price, Product
from common.money import Money
from learning.courses import actions
from learning.courses.actions.releases import keep_release, lock_course
from learning.courses.models import (
    COURSE_PRODUCT,
    CatalogPage,
    Category,
    Course,
    CoursePage,
    CoursePrice,
    CoursePriceChange,
    InstructorIndexPage,
    InstructorPage,
    Lesson,
    LessonPage,
    Module,
    ModulePage,
    Release,
)
from learning.courses.release.course_snapshot import course_snapshot_of
from learning.courses.release.trees import CourseTree, Node, live_tree
from learning.testing.pages import go_live, hold_nothing, insert_pages, make_collection


class AccountFactory(factory.django.DjangoModelFactory):
    """An account that has no rights."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.com")
    first_name = factory.Faker("first_name")
    last_name = factory.Faker("last_name")
    password = factory.django.Password("correct horse battery")


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category

    name = factory.Sequence(lambda number: f"Subject {number}")
    slug = factory.Sequence(lambda number: f"subject-{number}")
    locale = factory.LazyFunction(Locale.get_default)


def allow(account: Any, *permissions: str) -> Any:
    """Give an account permissions named `app.codename`, and the way into the admin."""
    names = [name.split(".") for name in ("wagtailadmin.access_admin", *permissions)]
    wanted = [Q(content_type__app_label=app_label, codename=codename) for app_label, codename in names]
    found = list(Permission.objects.filter(reduce(or_, wanted)))
    assert len(found) == len(wanted), f"one of {permissions} does not exist"
    account.user_permissions.add(*found)
    return get_user_model().objects.get(pk=account.pk)


def make_instructor(**fields: Any) -> Any:
    return allow(AccountFactory(**fields), "courses.author_course")


def make_reviewer(**fields: Any) -> Any:
    return allow(AccountFactory(**fields), "courses.review_course")


def make_manager(**fields: Any) -> Any:
    return allow(AccountFactory(**fields), "courses.manage_course")


def site_root() -> Page:
    return Site.objects.select_related("root_page").get(is_default_site=True).root_page


def make_catalog(**fields: Any) -> CatalogPage:
    """The catalogue at `/courses/` with its review; the one that is there already, if any."""
    if existing := CatalogPage.objects.first():
        return existing
    page = CatalogPage(title="Courses", slug="courses", **fields)
    insert_pages(site_root(), [page])
    actions.set_up_review(catalogue=page, roles=[REVIEWER, ADMINISTRATOR])
    return page


def make_instructor_page(account: Any, **fields: Any) -> InstructorPage:
    index = InstructorIndexPage.objects.first() or site_root().add_child(
        instance=InstructorIndexPage(title="Instructors", slug="instructors")
    )
    fields.setdefault("title", account.get_full_name())
    return index.add_child(instance=InstructorPage(account=account, **fields))


def body(*blocks: tuple[str, Any]) -> list[dict[str, Any]]:
    """A raw body of (block type, value) pairs, each with an id of its own, as the database would give it.

    A block's own preview may hold texts that are translated late; they are plain texts here.
    """
    rows = [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks]
    return json.loads(json.dumps(rows, cls=DjangoJSONEncoder))


def text_body(words: str = "Read this with care.") -> list[dict[str, Any]]:
    return body(("text", f"<p>{words}</p>"))


def video_body(url: str = "https://vimeo.com/76979871", length: str = "2:00") -> list[dict[str, Any]]:
    return body(("video", {"title": "A film", "url": url, "length": length}))


@transaction.atomic
def make_course_page(*, owner: Any = None, live: bool = False, **fields: Any) -> CoursePage:
    """A course page below the catalogue; a draft unless said otherwise."""
    page = _new_course_page(owner=owner, live=live, **fields)
    insert_pages(make_catalog(), [page])
    return page


@transaction.atomic
def add_module(parent: CoursePage, *, live: bool = False, **fields: Any) -> ModulePage:
    """A module page below a course page; a draft unless said otherwise."""
    parent = _fresh(parent)
    fields.setdefault("title", f"Module {parent.get_children().count() + 1}")
    page = _draft(ModulePage, live=live, **fields)
    _insert_parts(parent.course, parent, [page])
    return page


@transaction.atomic
def add_lesson(parent: CoursePage | ModulePage, *, live: bool = False, **fields: Any) -> LessonPage:
    """A lesson page below a course or module page; a draft unless said otherwise."""
    parent = _fresh(parent)
    fields.setdefault("title", f"Lesson {parent.get_children().count() + 1}")
    page = _new_lesson(live=live, **fields)
    _insert_parts(parent.identity if isinstance(parent, CoursePage) else parent.module.course, parent, [page])
    return page


@transaction.atomic
def add_lessons(parent: CoursePage | ModulePage, titles: Sequence[str]) -> list[LessonPage]:
    """Draft lessons of these titles below a course or module page."""
    parent = _fresh(parent)
    pages = [_new_lesson(live=False, title=title) for title in titles]
    _insert_parts(parent.identity if isinstance(parent, CoursePage) else parent.module.course, parent, pages)
    return pages


@transaction.atomic
def make_course(
    *,
    modules: int = 1,
    lessons: int = 2,
    owner: Any = None,
    prices: Sequence[tuple[int, str]] = (),
    lesson_fields: dict[str, Any] | None = None,
    **fields: Any,
) -> Course:
    """A released course. `lessons`: in each module, or directly below the course when there are no modules.

    prices: (minor units, currency) pairs. The rows are those that publishing makes, written straight into
    their tables (`test_released_courses` compares the two). What only the way there leaves behind is missing:
    candidate, log entries, the search index and the reference index. `publish` goes that way.
    """
    page = _new_course_page(owner=owner or make_instructor(), prices=prices, **fields)
    insert_pages(make_catalog(), [page])
    course = page.course
    chapters = [_draft(ModulePage, title=f"Module {number + 1}") for number in range(modules)]
    _insert_parts(course, page, chapters)
    nodes: list[Node] = []
    for chapter in chapters or [None]:
        parts = [
            _new_lesson(**{"title": f"Lesson {number + 1}"} | (lesson_fields or {}))
            for number in range(lessons)
        ]
        _insert_parts(course, chapter or page, parts)
        nodes += [*([Node(chapter)] if chapter else []), *(Node(part, chapter) for part in parts)]
    tree = CourseTree(page, tuple(nodes))
    for each in tree.pages:
        hold_nothing(each, beside={*fields, *(lesson_fields or {})})
    go_live(tree.pages)
    _keep(tree)
    return Course.objects.select_related("latest_release").get(pk=course.pk)


@transaction.atomic
def release(page: CoursePage) -> Release:
    """Make a course live with everything below it, as one release; `publish` without the way there.

    A course with an edited draft is published instead: what is in the draft counts.
    """
    page = CoursePage.objects.select_related("locale").get(pk=page.pk)
    pages = [page, *page.get_descendants().specific().order_by("path")]
    if any(each.latest_revision_id and each.has_unpublished_changes for each in pages):
        return publish(page)
    go_live([each for each in pages if not each.live])
    return _keep(live_tree(page))


def publish(page: CoursePage, *, actor: Any = None) -> Release:
    """Publish a course with everything below it, as one release, the way that those who may do it go."""
    release = actions.publish_course(page=CoursePage.objects.get(pk=page.pk), actor=actor, at=timezone.now())
    assert release is not None
    return release


def charge(course: Course, *prices: tuple[int, str], at: datetime | None = None) -> None:
    """Let a course cost this, as (minor units, currency) pairs; nothing: it is free."""
    wanted = [Money(amount_minor, currency) for amount_minor, currency in prices]
    actions.set_prices(course=course, prices=wanted, actor=None, at=at or timezone.now())


def _draft(model: type[Any], *, live: bool = False, **fields: Any) -> Any:
    return model(live=live, has_unpublished_changes=not live, **fields)


def _new_course_page(*, prices: Sequence[tuple[int, str]] = (), **fields: Any) -> CoursePage:
    """A page that stands nowhere yet, with its identity."""
    if "title" not in fields:
        fields["title"] = f"Course {CoursePage.objects.count() + 1}"
    fields.setdefault("short_description", "What it is about.")
    if "locale" not in fields:
        fields["locale"] = Locale.get_default()
    page = _draft(CoursePage, **fields)
    page.course = _make_identity(page, prices)
    return page


def _make_identity(page: CoursePage, prices: Sequence[tuple[int, str]]) -> Course:
    """What `CoursePage.make_identity` makes for a new page, and `charge` for its prices."""
    course = Course(
        public_id=page.translation_key,
        title=page.title,
        is_free=not prices,
        source_locale=page.locale,
        collection=make_collection(page.title),
    )
    Course.objects.bulk_create([course])  # the search index hears of it once it is released
    if prices:
        at = timezone.now()
        rows = [
            {"course": course, "currency": code, "amount_minor": amount}
            for amount, code in sorted(prices, key=itemgetter(1))
        ]
        CoursePrice.objects.bulk_create(CoursePrice(**row) for row in rows)
        CoursePriceChange.objects.bulk_create(CoursePriceChange(**row, changed_at=at) for row in rows)
        product = Product.objects.create(code=course.product_code, kind=COURSE_PRODUCT, title=course.title)
        Price.objects.bulk_create(
            Price(product=product, currency=code, amount_minor=amount, valid_from=at, set_at=at)
            for amount, code in prices
        )
    course.status_changes.create(status=course.status, changed_by=page.owner)
    if page.owner and page.owner.has_perm("courses.author_course"):
        course.course_instructors.create(account=page.owner, is_owner=True)
    return course


def _new_lesson(**fields: Any) -> LessonPage:
    fields.setdefault("kind", LessonPage.Kind.TEXT)
    fields.setdefault("body", text_body())
    page = _draft(LessonPage, **fields)
    list(page.body)  # once it was read, a body is written with all the fields of its blocks
    return page


def _insert_parts(course: Course, parent: Page, pages: Sequence[Any]) -> None:
    """Insert module pages or lesson pages with their identities."""
    for page in pages:
        model = Module if isinstance(page, ModulePage) else Lesson
        setattr(
            page, page.identity_field, model(course=course, title=page.title, public_id=page.translation_key)
        )
    for model in (Module, Lesson):
        model.objects.bulk_create(page.identity for page in pages if isinstance(page.identity, model))
    for page in pages:
        page.locale = parent.locale
        setattr(page, page.identity_field, page.identity)  # its key is known now
    insert_pages(parent, pages)


def _keep(tree: CourseTree) -> Release:
    return keep_release(
        course=lock_course(tree.page.course_id),
        edition=course_snapshot_of(tree),
        actor=None,
        at=timezone.now(),
        reason=Release.Reason.APPROVED,
    )


def _fresh(page: Page) -> Page:
    return type(page).objects.get(pk=page.pk)
