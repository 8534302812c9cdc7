"""Guards library/forms.py: captions are added and removed with the media file."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection

from accounts.models import User
from library.models import AcademyMedia, CaptionTrack
from library.tests.factories import CAPTIONS, MP4_HEAD, CaptionTrackFactory, MediaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(User.objects.create_superuser(email="editor@example.com", password="x"))
    return client


def captions(content: str = CAPTIONS) -> SimpleUploadedFile:
    return SimpleUploadedFile("words.vtt", content.encode())


def test_a_film_comes_in_with_its_captions(editor):
    response = editor.post(
        reverse("wagtailmedia:add", args=["video"]),
        {
            "title": "Brewing",
            "file": SimpleUploadedFile("film.mp4", MP4_HEAD),
            "collection": Collection.get_first_root_node().pk,
            "captions_file": captions(),
            "captions_language": "fr",
        },
    )
    assert response.status_code == 302
    track = CaptionTrack.objects.get(media=AcademyMedia.objects.get(title="Brewing"))
    assert (track.language, track.label) == ("fr", "Français")
    assert editor.get(track.url).status_code == 200


def edit(editor, film, **values):
    address = reverse("wagtailmedia:edit", args=[film.pk])
    data = {"collection": film.collection_id, "title": film.title, "duration": 9, "captions_language": "en"}
    return editor.post(address, {**data, **values})


def test_captions_in_a_language_are_replaced(editor):
    old = CaptionTrackFactory(language="en")
    CaptionTrackFactory(media=old.media, language="fr")
    edit(editor, old.media, captions_file=captions())
    assert sorted(old.media.captions.values_list("language", flat=True)) == ["en", "fr"]


def test_replaced_captions_are_one_file_and_it_is_the_new_one(editor, django_capture_on_commit_callbacks):
    old = CaptionTrackFactory(language="en")
    before = old.file.name
    with django_capture_on_commit_callbacks(execute=True):
        edit(editor, old.media, captions_file=captions(CAPTIONS.replace("begin", "start")))
    track = CaptionTrack.objects.get()
    assert b"start" in track.file.read()
    assert track.file.name != before and not track.file.storage.exists(before)


@pytest.mark.django_db(transaction=True)
def test_captions_stay_when_their_successor_can_not_be_stored(editor, monkeypatch):
    old = CaptionTrackFactory(language="en")
    content = old.file.read()

    def refuse(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(type(old.file.storage), "save", refuse)
    editor.raise_request_exception = False
    assert edit(editor, old.media, captions_file=captions()).status_code == 507
    monkeypatch.undo()
    track = CaptionTrack.objects.get()
    assert track.pk == old.pk and track.file.read() == content


def test_captions_are_removed(editor):
    track = CaptionTrackFactory()
    edit(editor, track.media, removed_captions=[track.pk])
    assert not CaptionTrack.objects.exists()


def test_captions_of_another_film_are_not(editor):
    track, film = CaptionTrackFactory(), MediaFactory()
    edit(editor, film, removed_captions=[track.pk])
    assert CaptionTrack.objects.get() == track


def test_what_is_no_captions_file_is_refused_and_nothing_kept(editor):
    film = MediaFactory(title="Before")
    response = edit(editor, film, title="After", captions_file=captions("WEBVTT\n\nnonsense"))
    assert response.status_code == 200
    assert "line 3" in response.content.decode()
    film.refresh_from_db()
    assert film.title == "Before"
    assert not CaptionTrack.objects.exists()
