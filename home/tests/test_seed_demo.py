"""`manage.py seed_demo`: the whole academy or nothing, once."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page, Site

from accounts.models import User
from accounts.roles import LEARNER, ROLES
from home.demo import academy, films, people
from home.demo.courses import all_courses
from home.demo.material import Material, produce
from home.models import HomePage
from learning.access.models import CourseAccess, Enrolment
from learning.certificates.models import Certificate
from learning.courses.models import Candidate, Course, LessonPage, Release
from learning.progress.models import CourseCompletion, Favourite, LessonPosition, Note

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def material() -> Material:
    """The real material, but every film is the same one: twelve more would show nothing new."""
    film = films.make_film("A film", ["One point", "Another point"], "teal")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(films, "make_film", lambda *args, **kwargs: film)
        return produce(all_courses(), people.everybody())


@pytest.fixture
def seed(material: Material, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.setattr(academy, "produce", lambda *args: material)

    def run(**options: object) -> str:
        out = io.StringIO()
        call_command("seed_demo", yes=True, stdout=out, **options)
        return out.getvalue()

    return run


def counted() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def stored_files() -> set[Path]:
    folders = (Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_MEDIA_ROOT))
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_changes_nothing(seed: Callable[..., str]) -> None:
    assert "admin@example.org" in seed()
    before = counted()
    said = seed()
    assert counted() == before
    assert "nothing was changed" in said
    assert (Course.objects.count(), User.objects.count()) == (4, 19)


def test_the_academy_has_what_it_promises(seed: Callable[..., str]) -> None:
    seed()
    home = Site.objects.get(is_default_site=True).root_page.specific
    assert isinstance(home, HomePage)
    assert Page.objects.child_of(home).live().count() == 2
    assert list(Release.objects.values_list("number", flat=True)) == [1, 1, 1, 1]
    assert set(Course.objects.values_list("status", flat=True)) == {"active", "coming_soon"}
    paid = Release.objects.get(is_free=False).course
    assert set(CourseAccess.objects.filter(course=paid).values_list("type", flat=True)) == {"manual"}
    assert Candidate.objects.filter(status=Candidate.Status.SUBMITTED).count() == 1
    assert mail.outbox == []


def test_learners_have_a_history_that_agrees_with_itself(seed: Callable[..., str]) -> None:
    seed()
    assert Enrolment.objects.values("person").distinct().count() == 12
    assert CourseCompletion.objects.count() == Certificate.objects.count() == 9
    for certificate in Certificate.objects.select_related("enrolment"):
        assert certificate.enrolment.enrolled_at < certificate.completed_at < certificate.issued_at
    assert {note.person.email for note in Note.objects.select_related("person")} >= {"learner@example.org"}
    assert Favourite.objects.filter(person__email="learner@example.org").count() == 3
    assert LessonPosition.objects.filter(best_percentage__gt=0, best_percentage__lt=90).count() == 5


def test_whoever_is_printed_can_sign_in(seed: Callable[..., str], client: Client) -> None:
    seed()
    printed = [who for who in people.everybody() if who.signs_in_as]
    assert {who.role or LEARNER for who in printed} == set(ROLES)
    for who in printed:
        user = User.objects.get(email=who.email)
        assert user.check_password(people.PASSWORD)
        assert user.groups.filter(name=who.role or LEARNER).exists()
        assert user.emailaddress_set.filter(verified=True, primary=True).exists()
    assert not User.objects.get(email="mateo@example.org").has_usable_password()


def test_every_lesson_renders(seed: Callable[..., str], client: Client) -> None:
    seed()
    client.force_login(User.objects.get(email="reviewer@example.org"))
    lessons = LessonPage.objects.live()
    assert len(lessons) == 32
    for lesson in lessons:
        response = client.get(lesson.url)
        assert response.status_code == 200, lesson.url
        assert lesson.title in response.content.decode().replace("&#x27;", "'")


def test_a_failure_at_the_end_leaves_nothing(
    seed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**kwargs: object) -> None:
        raise RuntimeError("the last step")

    monkeypatch.setattr(academy, "live_through", fail)
    before, files = counted(), stored_files()
    with pytest.raises(RuntimeError, match="the last step"):
        seed()
    assert counted() == before
    assert stored_files() == files


def test_a_site_that_is_not_for_development_is_asked_first() -> None:
    with pytest.raises(CommandError, match="--yes"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_sign_ins_are_printed_where_the_demo_is(seed: Callable[..., str]) -> None:
    def printed() -> str:
        out = io.StringIO()
        call_command("demo_signins", stdout=out)
        return out.getvalue()

    assert people.PASSWORD not in printed()
    seed(verbosity=0)
    assert printed().count(people.PASSWORD) == 7
