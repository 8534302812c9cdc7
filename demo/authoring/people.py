"""The accounts and public pages of the demo's people."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from accounts.actions import create_account, save_profile
from accounts.models import User
from demo.academy import DemoAcademy
from demo.authoring.site_pages import published
from demo.plans.markup import pieces
from demo.plans.media_files import portrait_file
from demo.plans.people import PASSWORD, Person, Teaching, named_people
from home.models import HomePage
from learning.courses.models import InstructorIndexPage, InstructorPage

INSTRUCTORS_INTRO = "They teach what they do all day. Read what they care about, and what they teach."


def create_accounts(academy: DemoAcademy, people: tuple[Person, ...]) -> None:
    """An account for each of them. Only people of whom more than a name is known have a portrait."""
    with_portrait = {who.key for who in named_people()}
    password = make_password(PASSWORD)  # once: hashing it takes as long as ten accounts
    for who in people:
        has_portrait = who.key in with_portrait
        academy.accounts[who.key] = _account(academy, who, password, has_portrait=has_portrait)


def _account(academy: DemoAcademy, who: Person, password: str, *, has_portrait: bool) -> User:
    """The person's account. password: hashed, for whose sign-in is printed; the others enter by code."""
    roles = [who.role] if who.role else []
    names = {"first_name": who.first_name, "last_name": who.last_name, "time_zone": who.time_zone}
    user = create_account(actor=None, email=who.email, at=academy.now, roles=roles, language="en", **names)
    if who.signs_in_as:
        user.password = password
    if has_portrait:
        academy.library_files.avatar(user, media=portrait_file(who.key))
        save_profile(person=user)
    EmailAddress.objects.filter(user=user).update(verified=True)
    return user


def publish_instructor_pages(academy: DemoAcademy, home: HomePage) -> None:
    """The list of instructors, and a page for each of them."""
    index = InstructorIndexPage.objects.child_of(home).first() or published(
        home,
        InstructorIndexPage(
            title="Instructors", slug="instructors", intro=INSTRUCTORS_INTRO, show_in_menus=True
        ),
    )
    for who in named_people():
        if who.teaches is not None:
            published(index, _instructor_page(academy, who, who.teaches))


def _instructor_page(academy: DemoAcademy, who: Person, teaches: Teaching) -> InstructorPage:
    user = academy.accounts[who.key]
    name = user.get_full_name()
    slug = slugify(name)
    photo = academy.library_files.picture(
        title=name, media=portrait_file(who.key), name=f"{slug}.jpg", alt=name
    )
    return InstructorPage(
        title=name,
        slug=slug,
        owner=user,
        account=user,
        photo=photo,
        headline=teaches.headline,
        bio="".join(piece.value for piece in pieces(teaches.bio)),
        expertise=[("topic", topic) for topic in teaches.expertise],
        links=[("link", {"label": label, "url": url}) for label, url in teaches.links.items()],
    )
