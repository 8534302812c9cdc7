"""Who may do what to course pages in the Wagtail admin; a refusal proves that nothing was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, PageLogEntry, Revision
from wagtail.permissions import policy_registry

from learning.courses import actions
from learning.courses.models import (
    CatalogPage,
    Course,
    CoursePage,
    CourseSettings,
    InstructorPage,
    LessonPage,
    ModulePage,
    Release,
)
from learning.courses.policies import may_see_drafts, who_may_see_drafts
from learning.testing.courses import (
    AccountFactory,
    allow,
    make_course,
    make_instructor,
    make_instructor_page,
    make_manager,
    make_reviewer,
    site_root,
)

pytestmark = pytest.mark.django_db

CAST = (
    "owner",
    "co_instructor",
    "other_instructor",
    "reviewer",
    "manager",
    "marketer",
    "learner",
    "suspended",
)
AUTHORS = {"owner", "co_instructor"}
EDITORS = AUTHORS | {"reviewer", "manager"}
PUBLISHERS = {"reviewer", "manager"}


@dataclass
class Academy:
    course: Course
    page: CoursePage
    module: ModulePage
    lesson: LessonPage
    people: dict[str, Any]


@pytest.fixture
def academy() -> Academy:
    owner, co_instructor, suspended = make_instructor(), make_instructor(), make_instructor()
    course = make_course(owner=owner, lessons=2)
    actions.set_instructors(
        course=course, accounts=[owner, co_instructor, suspended], actor=None, at=timezone.now()
    )
    suspended.is_active = False
    suspended.save()
    page = course.pages.get()
    people = {
        "owner": owner,
        "co_instructor": co_instructor,
        "other_instructor": make_instructor(),
        "reviewer": make_reviewer(),
        "manager": make_manager(),
        "marketer": make_marketer(),
        "learner": AccountFactory(),
        "suspended": suspended,
    }
    make_course(owner=people["other_instructor"])
    return Academy(course, page, page.get_children().first().specific, LessonPage.objects.first(), people)


def make_marketer() -> Any:
    """Somebody with every right that a group can have on the whole page tree."""
    group = Group.objects.create(name="All pages")
    for codename in ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=site_root(), permission=permission)
    person = allow(AccountFactory())
    person.groups.add(group)
    return person


def footprint() -> tuple[Any, ...]:
    """Everything that an action on a page could have left behind."""
    pages = Page.objects.order_by("pk").values_list(
        "pk", "path", "title", "live", "locked", "latest_revision_id"
    )
    return (
        list(pages),
        Revision.objects.count(),
        Release.objects.count(),
        PageLogEntry.objects.count(),
        list(Course.objects.order_by("pk").values_list("pk", "status", "latest_release")),
    )


def editor_data(page: Page, **changes: Any) -> dict[str, Any]:
    from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

    data = {"title": page.title, "slug": page.slug, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    if isinstance(page, LessonPage):
        data |= nested_form_data(
            {
                "kind": "text",
                "body": streamfield([("text", rich_text("<p>Words</p>"))]),
                "outcomes": streamfield([]),
                "transcript": rich_text(""),
                "watch_threshold": 90,
                "is_required": "on",
            }
        )
    return data | changes


Act = Callable[[Any, Academy], Any]

ACTIONS: dict[str, tuple[Act, set[str]]] = {
    "open the editor": (
        lambda client, a: client.get(reverse("wagtailadmin_pages:edit", args=[a.lesson.pk])),
        EDITORS,
    ),
    "save a draft": (
        lambda client, a: client.post(
            reverse("wagtailadmin_pages:edit", args=[a.lesson.pk]), editor_data(a.lesson, title="Draft")
        ),
        EDITORS,
    ),
    "publish": (
        lambda client, a: client.post(
            reverse("wagtailadmin_pages:edit", args=[a.lesson.pk]),
            editor_data(a.lesson, title="Live", **{"action-publish": "1"}),
        ),
        PUBLISHERS,
    ),
    "unpublish": (
        lambda client, a: client.post(reverse("wagtailadmin_pages:unpublish", args=[a.lesson.pk])),
        PUBLISHERS,
    ),
    "delete": (
        lambda client, a: client.post(reverse("wagtailadmin_pages:delete", args=[a.lesson.pk])),
        AUTHORS | {"manager"},
    ),
    "add a lesson": (
        lambda client, a: client.get(
            reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", a.module.pk])
        ),
        EDITORS,
    ),
    "reorder": (
        lambda client, a: client.post(
            reverse("wagtailadmin_pages:set_page_position", args=[a.lesson.pk]) + "?position=1"
        ),
        EDITORS,
    ),
    "copy": (
        lambda client, a: client.post(
            reverse("wagtailadmin_pages:copy", args=[a.lesson.pk]),
            {"new_title": "Copy", "new_slug": "copy", "new_parent_page": a.module.pk},
        ),
        EDITORS,
    ),
    "see the history": (
        lambda client, a: client.get(reverse("wagtailadmin_pages:history", args=[a.lesson.pk])),
        EDITORS,
    ),
    "lock": (
        lambda client, a: client.post(reverse("wagtailadmin_pages:lock", args=[a.lesson.pk])),
        PUBLISHERS,
    ),
    "change the standing": (
        lambda client, a: client.post(
            reverse("courses_admin:standing", args=[a.course.public_id]),
            {"status": "locked", "instructors": a.people["owner"].email},
        ),
        AUTHORS | {"manager"},
    ),
    "publish the whole course": (
        lambda client, a: client.post(reverse("courses_admin:publish", args=[a.page.pk])),
        PUBLISHERS,
    ),
}


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("who", [*CAST, "stranger"])
def test_an_action_on_a_course(name, who, academy, client):
    act, allowed = ACTIONS[name]
    if who != "stranger":
        client.force_login(academy.people[who])
    before = footprint()
    response = act(client, academy)
    if name == "publish" and who in AUTHORS:
        academy.lesson.refresh_from_db()  # Wagtail keeps what was sent as a draft
        assert (academy.lesson.title, Release.objects.count()) == ("Lesson 1", before[2])
    elif who in allowed:
        assert response.status_code in (200, 302), response.content[:500]
        if response.status_code == 302:
            assert "/login" not in response.url
        if response.wsgi_request.method == "POST" and name != "publish the whole course":
            assert footprint() != before
    else:
        assert response.status_code in (302, 403, 404)
        assert footprint() == before


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("owner", True),
        ("other_instructor", True),
        ("manager", True),
        ("marketer", False),
        ("reviewer", False),
    ],
)
def test_adding_a_course(who, may, academy, client):
    client.force_login(academy.people[who])
    catalogue = CatalogPage.objects.get()
    add = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", catalogue.pk])
    response = client.get(add, follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("courses_admin:new")) is may
    assert (b"Create course" in response.content) is may


def test_who_adds_a_course_owns_it(academy, client):
    newcomer = make_instructor()
    client.force_login(newcomer)
    catalogue = CatalogPage.objects.get()
    page = catalogue.add_child(
        instance=CoursePage(title="Mine", short_description="x", owner=newcomer, live=False)
    )
    assert list(page.course.instructors.all()) == [newcomer]
    assert page.course.course_instructors.get().is_owner
    assert page.permissions_for_user(newcomer).can_edit()


def test_instructors_publish_their_own_where_the_site_lets_them(academy):
    site = academy.page.get_site()
    CourseSettings.objects.update_or_create(site=site, defaults={"publish_without_review": True})
    lesson = LessonPage.objects.get(pk=academy.lesson.pk)
    assert lesson.permissions_for_user(academy.people["owner"]).can_publish()
    assert not lesson.permissions_for_user(academy.people["other_instructor"]).can_publish()


@pytest.mark.parametrize(
    ("who", "sees"), [("owner", True), ("other_instructor", False), ("marketer", False), ("reviewer", True)]
)
def test_what_the_explorer_shows(who, sees, academy):
    policy = policy_registry.get_by_type(Page)
    pages = policy.explorable_instances(academy.people[who])
    assert pages.filter(pk=academy.lesson.pk).exists() is sees
    editable = policy.instances_user_has_permission_for(academy.people[who], "change")
    assert editable.filter(pk=academy.lesson.pk).exists() is sees


def test_a_right_on_the_home_page_does_not_reach_down(academy):
    marketer = academy.people["marketer"]
    policy = policy_registry.get_by_type(Page)
    assert site_root().permissions_for_user(marketer).can_edit()
    for page in (CatalogPage.objects.get(), academy.page, academy.module, academy.lesson):
        assert not policy.user_has_permission_for_instance(marketer, "change", page)
        assert not page.permissions_for_user(marketer).can_edit()


def test_an_instructor_edits_their_own_face_only(academy):
    owner, other = academy.people["owner"], academy.people["other_instructor"]
    face = make_instructor_page(owner)
    assert face.permissions_for_user(owner).can_publish()
    assert not face.permissions_for_user(other).can_edit()
    assert not face.permissions_for_user(owner).can_delete()
    assert InstructorPage.objects.count() == 1


def test_no_instructor_moves_a_lesson_into_anothers_course(academy):
    other = Course.objects.exclude(pk=academy.course.pk).get().pages.get()
    tester = academy.lesson.permissions_for_user(academy.people["owner"])
    assert not tester.can_move_to(other)
    assert not tester.can_copy_to(other)
    assert tester.can_move_to(academy.page)


def test_the_questions_about_many_pages_cost_the_same_for_many_courses(
    academy, django_assert_max_num_queries
):
    owner = academy.people["owner"]
    for _number in range(5):
        make_course(owner=owner)
    owner = type(owner).objects.get(pk=owner.pk)
    policy = policy_registry.get_by_type(Page)
    with django_assert_max_num_queries(12):
        list(policy.explorable_instances(owner))


def test_files_of_a_course_are_for_those_who_teach_it(academy):
    from wagtail.images import get_image_model

    policy = policy_registry.get_by_type(get_image_model())
    collection = academy.course.collection
    for who, may in [
        ("owner", True),
        ("co_instructor", True),
        ("other_instructor", False),
        ("learner", False),
    ]:
        found = policy.collections_user_has_permission_for(academy.people[who], "add")
        assert (collection in list(found)) is may, who


def test_the_admin_opens_for_an_instructor_where_there_is_no_catalogue_yet(client):
    client.force_login(make_instructor())
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_everybody_who_works_here_gets_a_home(academy, client):
    for who in ("owner", "reviewer", "manager", "marketer"):
        client.force_login(academy.people[who])
        assert client.get(reverse("wagtailadmin_home")).status_code == 200


@pytest.mark.parametrize("name", CAST)
def test_who_may_see_drafts_is_answered_alike_for_one_and_for_many(academy, name):
    person, everybody = academy.people[name], [person.pk for person in academy.people.values()]
    is_allowed = name in AUTHORS | {"reviewer"}
    assert bool(may_see_drafts(person, academy.course)) is is_allowed
    assert (person.pk in who_may_see_drafts(academy.course, among=everybody)) is is_allowed
