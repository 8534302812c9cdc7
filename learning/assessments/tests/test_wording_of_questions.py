"""What a question says is shown to those who write in its course: where it is translated or regraded, too."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from accounts.models import User
from accounts.roles import ADMINISTRATOR, INSTRUCTOR, MARKETER, REVIEWER, SUPPORT
from accounts.tests.factories import UserFactory
from learning.assessments.models import Question
from learning.testing.assessments import make_question
from learning.testing.clients import signed_in
from learning.testing.courses import make_course
from learning.testing.quiz_takers import QuizTaker, quiz_in

pytestmark = pytest.mark.django_db
WORDING = "How deep is the well"


@pytest.fixture
def author() -> User:
    return UserFactory(roles=[INSTRUCTOR])


@pytest.fixture
def question(author: User) -> Question:
    course = make_course(owner=author)
    course.course_instructors.get_or_create(account=author)
    question = make_question(prompt=WORDING, course=course)
    QuizTaker(quiz_in(course, question)).take()
    return question


@pytest.fixture
def translation(question: Question) -> Any:
    source, _is_new = TranslationSource.update_or_create_from_instance(question)
    french = Locale.objects.create(language_code="fr")
    translation = Translation.objects.create(source=source, target_locale=french)
    translation.save_target()
    return translation


def words_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def others() -> dict[str, Client]:
    """Whoever enters the admin and has no business with the course."""
    colleague = UserFactory(roles=[INSTRUCTOR])
    own = make_course(owner=colleague)
    own.course_instructors.get_or_create(account=colleague)
    return {
        "colleague": signed_in(colleague),
        **{role: signed_in(UserFactory(roles=[role])) for role in (MARKETER, SUPPORT)},
    }


def insiders(author: User) -> dict[str, Client]:
    staff = {role: signed_in(UserFactory(roles=[role])) for role in (REVIEWER, ADMINISTRATOR)}
    return {"author": signed_in(author), **staff}


LISTS = ("translations_report", "translations_report_results")


@pytest.mark.parametrize("name", LISTS)
def test_the_report_lists_what_the_reader_may_edit(author: User, translation: Any, name: str) -> None:
    address = reverse(f"wagtail_localize:{name}")
    for who, client in insiders(author).items():
        assert WORDING in client.get(address).content.decode(), who
    for who, client in others().items():
        for asked in ({}, {"source_title": "deep"}, {"export": "csv"}):
            assert WORDING not in words_of(client.get(address, asked)), who


def test_the_programs_of_the_editor_are_told_what_the_reader_may_edit(
    author: User, question: Question
) -> None:
    names = ["assessments", "question"]
    every = reverse("wagtail_localize:snippets_api_listing", args=names)
    one = reverse("wagtail_localize:snippets_api_detail", args=[*names, question.pk])
    for who, client in insiders(author).items():
        assert WORDING in client.get(every).content.decode(), who
        assert WORDING in client.get(one).content.decode(), who
    for who, client in others().items():
        assert WORDING not in client.get(every).content.decode(), who
        assert client.get(one).status_code in (302, 403, 404), who


def test_only_those_who_edit_a_question_open_its_translation(translation: Any) -> None:
    segment = translation.source.stringsegment_set.first()
    addresses = [
        reverse(f"wagtail_localize:{name}", args=[translation.pk])
        for name in ("download_pofile", "preview_translation", "stop_translation", "upload_pofile")
    ]
    string = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    for who, client in others().items():
        for address in addresses:
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code in (302, 403, 405), (who, address)
                assert WORDING not in answer.content.decode()
        assert client.put(string, {"value": "Mine"}, content_type="application/json").status_code in (
            302,
            403,
        )
    assert not StringTranslation.objects.exists() and Translation.objects.get().enabled
    assert signed_in(UserFactory(is_superuser=True)).get(addresses[0]).status_code == 200


def test_regrading_names_a_question_to_those_who_asked_it(author: User, question: Question) -> None:
    address = reverse("assessments_marking:remark_question", args=[question.public_id])
    for who, client in insiders(author).items():
        assert WORDING in client.get(address).content.decode(), who
    for who, client in others().items():
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code in (302, 403, 404), who
            assert WORDING not in answer.content.decode()
