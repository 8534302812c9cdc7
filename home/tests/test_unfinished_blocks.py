"""An unfinished block never keeps a draft from being saved, whatever its kind; publishing asks for all."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from common.blocks import seconds_of
from common.blocks.drafts import DraftBlockField, kept_as_draft
from home.models import HomePage
from learning.assessments.models import Assignment, Question
from learning.courses.models import CoursePage, LessonPage
from learning.testing.assessments import make_quiz
from learning.testing.courses import add_lesson, make_course, make_course_page, make_instructor
from learning.testing.unfinished import unfinished

pytestmark = pytest.mark.django_db

STREAMS = {
    "lesson": LessonPage._meta.get_field("body").stream_block,
    "course": CoursePage._meta.get_field("description").stream_block,
    "question": Question._meta.get_field("prompt").stream_block,
    "assignment": Assignment._meta.get_field("instructions").stream_block,
    "landing page": HomePage._meta.get_field("sections").stream_block,
}
KINDS = [(where, kind) for where, stream in STREAMS.items() for kind in stream.child_blocks]
NOT_ALONE = {"lead_form", "reusable_section"}


def kept(stream: Any, kind: str, value: Any) -> Any:
    """The stream with this block as a draft of it is kept, and read again from what is stored."""
    field = DraftBlockField(block=stream)
    field.is_deferred_validation = True
    cleaned = field.clean(type(stream.to_python([]))(stream, [(kind, value, "the-block")]))
    return stream.to_python(json.loads(json.dumps(stream.get_prep_value(cleaned), default=str)))


@pytest.mark.parametrize(("where", "kind"), KINDS)
def test_a_draft_keeps_any_block_and_shows_it(where: str, kind: str) -> None:
    stream = STREAMS[where]
    block = stream.child_blocks[kind]
    tried = 0
    for value in unfinished(block, block.get_preview_value() or block.get_default()):
        body = kept(stream, kind, value)
        assert len(body) == 1
        seconds_of(body) if where in ("lesson", "course") else None
        stream.get_searchable_content(body)
        html = body[0].render() if kind not in NOT_ALONE else ""
        assert not re.search(r"""(href|src|cite)=["']?\s*(java\s*script|data):""", html, re.I)
        assert "<script>alert" not in html
        tried += 1
    assert tried > 1 or isinstance(block.get_preview_value(), str)


def test_what_is_finished_is_cleaned_in_a_draft_as_well() -> None:
    stream = STREAMS["lesson"]
    block = stream.child_blocks["embed"]
    page = "https://phet.colorado.edu/sims/html/build-an-atom/latest/build-an-atom_en.html"
    body = kept(stream, "embed", block.to_python({"title": " An atom ", "url": f" {page} "}))
    assert (body[0].value["title"], body[0].value["url"]) == ("An atom", page)
    half = kept(stream, "video", stream.child_blocks["video"].to_python({"title": " Waves ", "length": "1"}))
    assert (half[0].value["title"], half[0].value["length"]) == ("Waves", "1")  # half of 12:30, still there


def test_a_draft_leaves_the_blocks_themselves_strict() -> None:
    """The same block objects publish in another thread of the process."""
    stream = STREAMS["lesson"]
    seen = []
    button = stream.child_blocks["button"]

    class Watching(type(button)):  # type: ignore[misc]
        def clean(self, value: Any) -> Any:
            seen.append((self.is_deferred_validation, self.child_blocks["label"].required))
            return super().clean(value)

    watching = Watching()
    kept_as_draft(watching, watching.to_python({}))
    assert seen == [(False, True)]


UNFINISHED = {
    "a video without its file": ("video", {"title": "Waves", "url": "", "media": ""}),
    "a video whose address nobody plays": ("video", {"url": "https://example.org/page", "media": ""}),
    "half of an address": ("video", {"url": "htt", "media": ""}),
    "a heading that skips a level": ("heading", {"text": "Deep", "level": "4"}),
    "a button without an address": ("button", {"label": "Open", "url": "", "kind": "quiet"}),
    "a button with half of one": ("button", {"label": "", "url": "exam", "kind": "quiet"}),
    "half of a formula": ("maths", {"latex": "\\frac{1", "description": "", "caption": ""}),
    "half of a diagram": ("diagram", {"source": "flowch", "description": "", "caption": ""}),
    "an embed of another site": ("embed", {"url": "https://example.org/", "title": "", "description": ""}),
    "a quiz nobody has chosen": ("quiz", {"work": ""}),
}


def lesson_data(blocks: list[tuple[str, Any]], **changes: Any) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": "One",
            "slug": "one",
            "kind": "text",
            "body": streamfield(blocks),
            "outcomes": streamfield([]),
            "transcript": rich_text(""),
            "watch_threshold": 90,
            "is_required": "on",
            "comments": inline_formset([]),
            **changes,
        }
    )


@pytest.mark.parametrize("what", UNFINISHED)
@pytest.mark.parametrize("is_autosave", [False, True], ids=["save", "autosave"])
def test_the_editor_saves_it(client: Any, what: str, is_autosave: bool) -> None:
    author = make_instructor()
    client.force_login(author)
    page = add_lesson(make_course_page(owner=author))
    kind, typed = UNFINISHED[what]
    empty = LessonPage._meta.get_field("body").stream_block.child_blocks[kind].child_blocks
    value = dict.fromkeys(empty, "") | typed
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    headers = {"accept": "application/json"} if is_autosave else {}
    response = client.post(
        address, lesson_data([("text", rich_text("<p>Words</p>")), (kind, value)]), headers=headers
    )
    assert response.status_code == (200 if is_autosave else 302), response.content[:500]
    draft = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [child.block_type for child in draft.body] == ["text", kind]
    for name, said in typed.items():
        assert (draft.body[1].value[name] or "") == said
    preview = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert preview.status_code == 200


def test_a_draft_may_place_what_can_not_be_published(client: Any) -> None:
    author = make_instructor()
    client.force_login(author)
    page = add_lesson(make_course_page(owner=author))
    quiz = make_quiz(make_course(owner=author))
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = lesson_data([("quiz", {"work": quiz.pk}), ("quiz", {"work": quiz.pk})])
    assert client.post(address, data).status_code == 302
    draft = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [child.value["work"] for child in draft.body] == [quiz, quiz]
    with pytest.raises(ValidationError) as refusal:
        draft.full_clean()
    assert len(refusal.value.message_dict["body"]) == 2


@pytest.mark.parametrize("what", UNFINISHED)
def test_it_is_not_publishable(what: str) -> None:
    kind, typed = UNFINISHED[what]
    stream = STREAMS["lesson"]
    body = kept(stream, kind, stream.child_blocks[kind].to_python({k: v or None for k, v in typed.items()}))
    with pytest.raises(ValidationError):
        DraftBlockField(block=stream).clean(body)
