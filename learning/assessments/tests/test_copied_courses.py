"""A copied course is a course of its own: from the copy to a learner who passes its quiz."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.assessments.models import Assignment, Attempt, Exam, GradedItem, Question, Quiz
from learning.courses import actions
from learning.courses.models import Course, CoursePage, LessonPage, ModulePage
from learning.courses.release.body_statistics import placed_activities
from learning.courses.release.exchange import files_among, references_in
from learning.courses.release.trees import draft_tree
from learning.testing import assessments, courses
from learning.testing.access import enrolled
from learning.testing.clients import signed_in
from learning.testing.quiz_takers import QuizTaker
from library.models import AcademyDocument, AcademyImage, AcademyMedia
from library.tests.factories import CaptionTrackFactory, DocumentFactory, ImageFactory, MediaFactory

pytestmark = pytest.mark.django_db


def rich(document: Any) -> str:
    return f'<p>See <a linktype="document" id="{document.pk}">the paper</a></p>'


@pytest.fixture
def original() -> Any:
    """A course with files in lessons, in a draft, in a question; with a quiz, an exam and an assignment."""
    owner = courses.make_instructor()
    course = courses.make_course(modules=1, lessons=1, owner=owner, title="Knots")
    page, own = course.pages.get(), course.collection
    image, hidden, paper = (
        ImageFactory(collection=own, title="Bowline"),
        ImageFactory(collection=own, title="In a question"),
        DocumentFactory(collection=own),
    )
    film, drafted = MediaFactory(collection=own), ImageFactory(collection=own, title="In a draft")
    CaptionTrackFactory(media=film)
    question = assessments.make_question(course=course, tags=["ropes"])
    question.prompt = [
        {"type": "text", "value": "<p>How many?</p>", "id": str(uuid.uuid4())},
        {"type": "image", "value": {"image": hidden.pk, "alt": "", "decorative": True, "caption": ""}},
    ]
    question.save()
    shared = assessments.make_question()
    quiz = assessments.make_quiz(course, question, shared, title="Loops", is_required=True)
    exam = assessments.make_exam(course, question)
    assignment = assessments.make_assignment(course, title="Tie one", stands_on_course=True)
    lesson = courses.add_lesson(
        ModulePage.objects.child_of(page).get(),
        title="Bowlines",
        body=courses.body(
            ("text", rich(paper)),
            ("image", {"image": image.pk, "alt": "", "decorative": True, "caption": ""}),
            ("video", {"media": film.pk, "url": ""}),
            ("quiz", {"work": quiz.pk, "public_id": str(quiz.public_id)}),
        ),
    )
    page.thumbnail = image
    page.save()
    courses.release(CoursePage.objects.get(pk=page.pk))
    draft = LessonPage.objects.get(pk=lesson.pk)
    draft.body = [*draft.body.raw_data, *courses.body(("image", {"image": drafted.pk, "decorative": True}))]
    draft.save_revision()
    return SimpleNamespace(**locals())


def copy_by_form(original: Any, title: str = "Knots again") -> CoursePage:
    client = signed_in(original.owner)
    address = reverse("wagtailadmin_pages:copy", args=[original.page.pk])
    form = client.get(address).context["form"]
    assert "publish_copies" not in form.fields and "alias" not in form.fields
    answer = client.post(
        address,
        {
            "new_title": title,
            "new_slug": original.page.slug,
            "new_parent_page": courses.make_catalog().pk,
            "copy_subpages": "on",
        },
    )
    copy = CoursePage.objects.exclude(pk=original.page.pk).latest("pk")
    assert answer.status_code == 302 and answer["Location"].endswith(f"/{copy.pk}/builder/")
    return copy


def everything_of(course: Course) -> Any:
    """What must not change of the original."""
    items = GradedItem.objects.filter(course=course)
    return {
        "files": [
            list(model.objects.filter(collection=course.collection).order_by("pk").values())
            for model in (AcademyImage, AcademyDocument, AcademyMedia)
        ],
        "items": list(items.order_by("pk").values()),
        "rows": [
            list(model.objects.filter(course=course).order_by("pk").values())
            for model in (Question, Quiz, Exam, Assignment)
        ],
        "lessons": list(course.lessons.order_by("pk").values()),
        "releases": list(course.releases.order_by("pk").values()),
        "attempts": list(Attempt.objects.filter(placement__graded_item__in=items).order_by("pk").values()),
        "revisions": [
            (each.pk, each.latest_revision_id, each.latest_revision.content)
            for each in LessonPage.objects.filter(lesson__course=course).order_by("pk")
            if each.latest_revision
        ],
    }


def test_what_a_copy_names_is_its_own(original):
    copy = copy_by_form(original)
    course = copy.course
    assert copy.slug != original.page.slug and not copy.live
    assert course.collection not in (None, original.own)
    assert not course.releases.exists()
    tree = draft_tree(copy)
    for page in tree.pages:
        for content in (
            page.serializable_data(),
            page.latest_revision.content if page.latest_revision else {},
        ):
            for model, pks in files_among(references_in(type(page), content)).items():
                rows = model._default_manager.filter(pk__in=pks)
                assert {row.collection_id for row in rows} == {course.collection_id}, (page, model)
    (lesson,) = [page for page in tree.pages if page.title == "Bowlines"]
    assert [child.block_type for child in lesson.body] == ["text", "image", "video", "quiz", "image"]
    assert lesson.body[4].value["image"].title == "In a draft"
    assert lesson.body[2].value["media"].captions.count() == 1
    quiz = Quiz.objects.get(course=course)
    assert [public_id for _block, _kind, public_id in placed_activities(lesson.body)] == [str(quiz.public_id)]
    assert quiz.public_id != original.quiz.public_id and quiz.graded_item.course_id == course.pk
    own, shared = (item.question for item in quiz.items.order_by("sort_order"))
    assert own.course_id == course.pk and shared == original.shared
    assert list(own.tags.names()) == ["ropes"]
    assert own.prompt[1].value["image"].collection == course.collection
    assert Exam.objects.get(course=course).items.get().question == own
    assert Assignment.objects.get(course=course).stands_on_course
    assert list(course.instructors.all()) == [original.owner]


def test_a_copy_goes_its_way_to_a_learner_who_passes_and_the_original_does_not_notice(original):
    earlier = QuizTaker(original.quiz, enrolled(Course.objects.get(pk=original.course.pk)))
    earlier.take(right=2)
    before = everything_of(original.course)
    copy = copy_by_form(original)
    author = signed_in(original.owner)
    edit = author.get(reverse("wagtailadmin_pages:edit", args=[copy.pk]))
    assert edit.status_code == 200
    workflow = copy.get_workflow()
    workflow.start(copy, original.owner)
    candidate = copy.course.candidates.get()
    release = actions.approve_candidate(candidate=candidate, actor=courses.make_reviewer(), at=timezone.now())
    assert release is not None and release.lesson_count == 2
    course = Course.objects.get(pk=copy.course_id)
    quiz = Quiz.objects.get(course=course)
    taker = QuizTaker(quiz, enrolled(course))
    attempt = taker.take(right=2)
    attempt.refresh_from_db()
    assert attempt.passed
    learner = signed_in(taker.enrolment.person)
    for model in (AcademyImage, AcademyDocument, AcademyMedia):
        for file in model.objects.filter(collection=course.collection):
            assert learner.get(file.file.url).status_code == 200
    for file in (original.paper, original.film):  # its picture on the cover is everybody's
        assert learner.get(file.file.url).status_code == 403
    assert everything_of(original.course) == before


def test_a_lesson_taken_into_another_course_brings_its_files_and_its_quiz(original):
    other = courses.make_course_page(owner=original.owner, title="Splices")
    lesson = LessonPage.objects.get(pk=original.lesson.pk)
    first = actions.copy_page(page=lesson, to=other, title="Bowlines", actor=original.owner)
    again = actions.copy_page(page=lesson, to=other, title="Bowlines", actor=original.owner)
    assert first.slug != again.slug
    drafts = [page.get_latest_revision_as_object() for page in (first, again)]
    assert drafts[0].body.get_prep_value() == drafts[1].body.get_prep_value()  # each thing is copied once
    named = references_in(LessonPage, drafts[0].serializable_data())
    for model, pks in files_among(named).items():
        collections = model._default_manager.filter(pk__in=pks).values_list("collection", flat=True)
        assert set(collections) == {other.course.collection_id}
    quiz = Quiz.objects.get(course=other.course)
    assert [public_id for _b, _k, public_id in placed_activities(drafts[0].body)] == [str(quiz.public_id)]
    assert not Exam.objects.filter(course=other.course).exists()
    drafts[0].full_clean()


def test_a_lesson_copied_within_its_course_shares_files_and_quiz(original):
    lesson = LessonPage.objects.get(pk=original.lesson.pk)
    copy = actions.copy_page(page=lesson, title="Bowlines", actor=original.owner)
    body = copy.get_latest_revision_as_object().body.get_prep_value()
    assert body == lesson.get_latest_revision_as_object().body.get_prep_value()
    assert (Quiz.objects.count(), AcademyImage.objects.count()) == (1, 3)


def test_a_copy_of_somebody_who_teaches_nothing_has_the_originals_instructors(original):
    reviewer = courses.make_reviewer()
    copy = actions.copy_page(page=original.page, title="Copy", actor=reviewer)
    assert list(copy.course.instructors.all()) == [original.owner]
    assert copy.course.course_instructors.get().is_owner


def test_a_published_copy_makes_one_release():
    course = courses.make_course(modules=2, lessons=2)
    copy = course.pages.get().copy(recursive=True, user=courses.make_manager())
    release = copy.course.releases.get()
    assert release.lesson_count == 4 and release.number == 1


def test_a_copy_that_fails_leaves_nothing_behind(original, monkeypatch):
    counted = {model: model.objects.count() for model in (Course, CoursePage, Quiz, AcademyImage, GradedItem)}

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(LessonPage, "save", fail)
    with pytest.raises(RuntimeError):
        actions.copy_page(page=original.page, title="Copy", actor=original.owner)
    assert {model: model.objects.count() for model in counted} == counted


def test_a_client_of_the_api_copies_alike(original):
    from wagtail.models import APIToken

    _token, key = APIToken.create_token(user=original.owner, name="test")
    answer = Client().post(
        f"/api/authoring/pages/{original.page.pk}/actions/copy/",
        {"recursive": True, "keep_live": False},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 201, answer.content
    copy = CoursePage.objects.get(pk=answer.json()["id"])
    assert Quiz.objects.filter(course=copy.course).count() == 1
    assert copy.course.collection != original.own
