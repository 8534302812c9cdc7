"""Build the demo academy: its people, its pages, its courses and what has happened in it so far."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page, Site

from accounts.actions import create_account, save_profile
from accounts.models import User
from demo.access import AccessBuilder
from demo.authoring import landing_pages
from demo.authoring.assessments import CourseAssessments
from demo.authoring.courses import CourseBuilder
from demo.authoring.pending_review import submit_revision
from demo.authoring.site_settings import fill_in_settings
from demo.learners.activity import play_visits
from demo.learners.random_visits import CourseChoice, visits
from demo.learners.submissions import grant_extensions, submit_by_plan
from demo.library_files import LibraryFiles
from demo.media_production.produce import Material, produce
from demo.plans import people
from demo.plans.courses import SUBMITTED, CoursePlan, all_courses
from demo.plans.markup import pieces
from home.models import HomePage
from learning.courses.models import CatalogPage, Category, Course, InstructorIndexPage, InstructorPage

CATEGORIES = {
    "data": ("Data", "Read numbers, keep them in order and let programs do the counting."),
    "web": ("Web", "Pages and sites that work for everybody who visits them."),
    "communication": ("Communication", "Speak, write and listen so that something comes of it."),
    "nature": ("Nature", "Look closely at what grows, shines and moves without us."),
    "making": ("Making", "Pictures, music and other things that hands and ears learn slowly."),
}

CATALOGUE_INTRO = "Short courses by people who do what they teach. Begin with any of them; half are free."
INSTRUCTORS_INTRO = "They teach what they do all day. Read what they care about, and what they teach."
TITLE = "Lyceum"
#: Rules of a course that let nobody begin just like that.
NOT_AT_ONCE = {"courses_before", "enrolment_method", "opens_after"}
#: How many learners are generated beside those who are described one by one.
GENERATED_LEARNERS = 30

PageType = TypeVar("PageType", bound=Page)


def is_built() -> bool:
    """Whether the demo is here: it comes as a whole, so its first person stands for all of it."""
    return User.objects.filter(email=people.named_people()[0].email).exists()


def build(*, at: datetime, report: Callable[[str], None], scale: int = 1) -> None:
    """Build the demo academy, all of it or nothing. at: now, its history's end; report: hears each step.

    scale: so many times the generated learners, and so many of each course.
    """
    report("drawing, filming and printing")
    material = produce(all_courses(), people.named_people())
    library_files = LibraryFiles()
    try:
        with _without_email(), transaction.atomic():
            _build(material, library_files, at, report, scale)
    except BaseException:
        library_files.delete_all()
        raise


@contextmanager
def _without_email() -> Iterator[None]:
    """Nobody in the demo has a mailbox: drop the invitations and congratulations that the actions write."""
    kept = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = kept


def _build(
    material: Material, library_files: LibraryFiles, at: datetime, report: Callable[[str], None], scale: int
) -> None:
    report("people")
    generated = people.generated_people(GENERATED_LEARNERS * scale)
    accounts = {
        who.key: _account(who, material, library_files, at) for who in (*people.named_people(), *generated)
    }
    report("pages")
    home = _home_page()
    catalogue = _catalogue(home)
    workflow = catalogue.get_workflow()
    _instructor_pages(home, accounts, material, library_files)
    categories = {slug: _category(slug) for slug in CATEGORIES}
    courses: dict[str, Course] = {}
    assessments: dict[str, CourseAssessments] = {}
    for plan in _plans(scale):
        report(plan.title)
        author = _author(plan, accounts, categories, library_files, material, courses, assessments, at)
        courses[plan.slug] = author.write(catalogue, at=at - timedelta(days=SUBMITTED[plan.source]))
    pages = landing_pages.Pages(
        covers=material.covers, portraits=material.portraits, library_files=library_files, at=at
    )
    pages.write(home)
    access = AccessBuilder(
        accounts=accounts, courses=courses, library_files=library_files, staff=accounts["sam"], at=at
    )
    access.publish_pages(home)
    site = Site.objects.get(is_default_site=True)
    fill_in_settings(site)
    report("learners' history")
    access.create_cohorts(site)
    others = visits([who.key for who in generated], _course_choices(courses))
    play_visits(
        accounts=accounts,
        courses=courses,
        assessments=assessments,
        library_files=library_files,
        at=at,
        others=others,
    )
    grant_extensions(accounts=accounts, courses=courses, assessments=assessments, at=at)
    submit_by_plan(
        accounts=accounts, courses=courses, assessments=assessments, library_files=library_files, at=at
    )
    access.grant_access()
    revised = courses["reading-data-honestly"]
    submit_revision(revised, lesson_slug="mean-and-median", workflow=workflow, author=accounts["ingrid"])


def _plans(scale: int) -> list[CoursePlan]:
    """Each course, and its copies for a scale above one."""
    first = list(all_courses())
    return first + [plan.copy(number) for number in range(2, scale + 1) for plan in first]


def _course_choices(courses: dict[str, Course]) -> list[CourseChoice]:
    """What the generated learners choose from: what anybody may enter at once; what costs something is taken by fewer."""
    return [
        CourseChoice(
            slug=plan.slug,
            days_ago=SUBMITTED[plan.source],
            lesson_count=len(plan.lessons),
            weight=(0.4 if plan.prices else 1) * (1.6 if plan.slug == "reading-data-honestly" else 1),
        )
        for plan in all_courses()
        if plan.slug in courses
        and plan.status == Course.Status.ACTIVE
        and not plan.rules.keys() & NOT_AT_ONCE
        and not plan.assessments.scores_before
    ]


def _account(who: people.Person, material: Material, library_files: LibraryFiles, at: datetime) -> User:
    """The person's account. Whoever's sign-in is printed has a password, the others enter by code."""
    roles = [who.role] if who.role else []
    names = {"first_name": who.first_name, "last_name": who.last_name, "time_zone": who.time_zone}
    user = create_account(actor=None, email=who.email, at=at, roles=roles, language="en", **names)
    if who.signs_in_as:
        user.set_password(people.PASSWORD)
    if who.key in material.portraits:
        library_files.avatar(user, material.portraits[who.key])
        save_profile(person=user)
    EmailAddress.objects.filter(user=user).update(verified=True)
    return user


def _home_page() -> HomePage:
    """The site's home page; Wagtail's own first page makes way for it."""
    site = Site.objects.get(is_default_site=True)
    first = site.root_page.specific
    if isinstance(first, HomePage):
        return first
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(slug="lyceum", title=TITLE))
    home.save_revision().publish()
    address = urlsplit(settings.SITE_URL)
    site.hostname, site.port = address.hostname or site.hostname, address.port or site.port
    site.root_page, site.site_name = home, TITLE
    site.save()
    if type(first) is Page and not first.is_root() and not first.get_children().exists():
        first.delete()
    return home


def _catalogue(home: HomePage) -> CatalogPage:
    return CatalogPage.objects.child_of(home).first() or _published(
        home, CatalogPage(title="Courses", slug="courses", intro=CATALOGUE_INTRO, show_in_menus=True)
    )


def _published(parent: Page, page: PageType) -> PageType:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _instructor_pages(
    home: HomePage, accounts: dict[str, User], material: Material, library_files: LibraryFiles
) -> None:
    index = InstructorIndexPage.objects.child_of(home).first() or _published(
        home,
        InstructorIndexPage(
            title="Instructors", slug="instructors", intro=INSTRUCTORS_INTRO, show_in_menus=True
        ),
    )
    for who in people.named_people():
        if who.teaches is None:
            continue
        user = accounts[who.key]
        name = user.get_full_name()
        slug = slugify(name)
        photo = library_files.picture(
            title=name, name=f"{slug}.jpg", content=material.portraits[who.key], alt=name
        )
        page = InstructorPage(
            title=name,
            slug=slug,
            owner=user,
            account=user,
            photo=photo,
            headline=who.teaches.headline,
            bio="".join(piece.value for piece in pieces(who.teaches.bio)),
            expertise=[("topic", topic) for topic in who.teaches.expertise],
            links=[("link", {"label": label, "url": url}) for label, url in who.teaches.links.items()],
        )
        _published(index, page)


def _author(
    plan: CoursePlan,
    accounts: dict[str, User],
    categories: dict[str, Category],
    library_files: LibraryFiles,
    material: Material,
    written: dict[str, Course],
    assessments: dict[str, CourseAssessments],
    now: datetime,
) -> CourseBuilder:
    return CourseBuilder(
        plan=plan,
        teachers=[accounts[key] for key in plan.instructors],
        reviewer=accounts["noor"],
        category=categories[plan.category],
        library_files=library_files,
        material=material,
        written=written,
        assessments=assessments,
        now=now,
    )


def _category(slug: str) -> Category:
    name, description = CATEGORIES[slug]
    category, is_new = Category.objects.get_or_create(
        slug=slug, defaults={"name": name, "description": description}
    )
    if is_new:
        category.save_revision().publish()
    return category
