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
from demo.access import Doors
from demo.authoring import landing_pages
from demo.authoring.assessments import Works
from demo.authoring.courses import Author
from demo.authoring.pending_review import submit_revision
from demo.authoring.site_settings import dress
from demo.learners.activity import live_through
from demo.learners.random_visits import Offered, visits
from demo.learners.submissions import extend, hand_in_by_plan
from demo.library_files import Shelf
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
#: How many learners the crowd has, beside those who are described one by one.
CROWD = 30

PageType = TypeVar("PageType", bound=Page)


def is_built() -> bool:
    """Whether the demo is here: it comes as a whole, so its first person stands for all of it."""
    return User.objects.filter(email=people.everybody()[0].email).exists()


def build(*, at: datetime, tell: Callable[[str], None], scale: int = 1) -> None:
    """Build the demo academy, all of it or nothing. at: now, its history's end; tell: hears each step.

    scale: so many times the crowd of learners, and so many of each course.
    """
    tell("drawing, filming and printing")
    material = produce(all_courses(), people.everybody())
    shelf = Shelf()
    try:
        with _no_post(), transaction.atomic():
            _build(material, shelf, at, tell, scale)
    except BaseException:
        shelf.clear()
        raise


@contextmanager
def _no_post() -> Iterator[None]:
    """Nobody in the demo has a mailbox: drop the invitations and congratulations that the actions write."""
    kept = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = kept


def _build(material: Material, shelf: Shelf, at: datetime, tell: Callable[[str], None], scale: int) -> None:
    tell("people")
    crowd = people.crowd(CROWD * scale)
    accounts = {who.key: _account(who, material, shelf, at) for who in (*people.everybody(), *crowd)}
    tell("pages")
    home = _home_page()
    catalogue = _catalogue(home)
    workflow = catalogue.get_workflow()
    _instructor_pages(home, accounts, material, shelf)
    categories = {slug: _category(slug) for slug in CATEGORIES}
    courses: dict[str, Course] = {}
    works: dict[str, Works] = {}
    for plan in _plans(scale):
        tell(plan.title)
        author = _author(plan, accounts, categories, shelf, material, courses, works, at)
        courses[plan.slug] = author.write(catalogue, at=at - timedelta(days=SUBMITTED[plan.source]))
    pages = landing_pages.Pages(covers=material.covers, portraits=material.portraits, shelf=shelf, at=at)
    pages.write(home)
    doors = Doors(accounts=accounts, courses=courses, shelf=shelf, staff=accounts["sam"], at=at)
    doors.open_pages(home)
    site = Site.objects.get(is_default_site=True)
    dress(site)
    tell("learners' history")
    doors.gather_cohorts(site)
    others = visits([who.key for who in crowd], _offered(courses))
    live_through(accounts=accounts, courses=courses, works=works, shelf=shelf, at=at, others=others)
    extend(accounts=accounts, courses=courses, works=works, at=at)
    hand_in_by_plan(accounts=accounts, courses=courses, works=works, shelf=shelf, at=at)
    doors.let_in()
    revised = courses["reading-data-honestly"]
    submit_revision(revised, lesson_slug="mean-and-median", workflow=workflow, author=accounts["ingrid"])


def _plans(scale: int) -> list[CoursePlan]:
    """Each course, and its copies for a scale above one."""
    first = list(all_courses())
    return first + [plan.copy(number) for number in range(2, scale + 1) for plan in first]


def _offered(courses: dict[str, Course]) -> list[Offered]:
    """What the crowd chooses from: what anybody may enter at once; what costs something is taken by fewer."""
    return [
        Offered(
            slug=plan.slug,
            days_ago=SUBMITTED[plan.source],
            lesson_count=len(plan.lessons),
            weight=(0.4 if plan.prices else 1) * (1.6 if plan.slug == "reading-data-honestly" else 1),
        )
        for plan in all_courses()
        if plan.slug in courses
        and plan.status == Course.Status.ACTIVE
        and not plan.rules.keys() & NOT_AT_ONCE
        and not plan.works.scores_before
    ]


def _account(who: people.Person, material: Material, shelf: Shelf, at: datetime) -> User:
    """The person's account. Whoever's sign-in is printed has a password, the others enter by code."""
    roles = [who.role] if who.role else []
    names = {"first_name": who.first_name, "last_name": who.last_name, "time_zone": who.time_zone}
    user = create_account(actor=None, email=who.email, at=at, roles=roles, language="en", **names)
    if who.signs_in_as:
        user.set_password(people.PASSWORD)
    if who.key in material.portraits:
        shelf.avatar(user, material.portraits[who.key])
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


def _instructor_pages(home: HomePage, accounts: dict[str, User], material: Material, shelf: Shelf) -> None:
    index = InstructorIndexPage.objects.child_of(home).first() or _published(
        home,
        InstructorIndexPage(
            title="Instructors", slug="instructors", intro=INSTRUCTORS_INTRO, show_in_menus=True
        ),
    )
    for who in people.everybody():
        if who.teaches is None:
            continue
        user = accounts[who.key]
        name = user.get_full_name()
        slug = slugify(name)
        photo = shelf.picture(title=name, name=f"{slug}.jpg", content=material.portraits[who.key], alt=name)
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
    shelf: Shelf,
    material: Material,
    written: dict[str, Course],
    examined: dict[str, Works],
    now: datetime,
) -> Author:
    return Author(
        plan=plan,
        teachers=[accounts[key] for key in plan.instructors],
        reviewer=accounts["noor"],
        category=categories[plan.category],
        shelf=shelf,
        material=material,
        written=written,
        examined=examined,
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
