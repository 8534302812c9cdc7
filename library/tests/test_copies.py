"""Copies of files: rows and bytes of their own, once for each collection."""

from __future__ import annotations

import errno
import os

import pytest

from library.actions import copy_files
from library.models import AcademyMedia, AcademyRendition
from library.tests.factories import (
    CaptionTrackFactory,
    DocumentFactory,
    ImageFactory,
    MediaFactory,
    picture_file,
    private_collection,
)

pytestmark = pytest.mark.django_db


def read(stored) -> bytes:
    with stored.open() as opened:
        return opened.read()


def test_a_copy_is_a_file_of_its_own():
    here, there = private_collection("Here"), private_collection("There")
    image, paper = ImageFactory(collection=here), DocumentFactory(collection=here)
    image.tags.add("knots")
    film = MediaFactory(collection=here, transcript="Words", thumbnail=picture_file("poster.png"))
    CaptionTrackFactory(media=film)
    copies = copy_files(items=[image, paper, film], collection=there, actor=None)
    for item, copy in copies.items():
        assert type(copy) is type(item)
        assert (copy.collection, copy.title, copy.copied_from) == (there, item.title, item.public_id)
        assert copy.public_id != item.public_id and copy.file.name != item.file.name
        assert copy.file.name.split("/")[1] == str(copy.public_id)
        assert read(copy.file) == read(item.file)
    assert copies[image].tags.names().get() == "knots"
    assert (copies[image].width, copies[image].height) == (image.width, image.height)
    assert read(copies[film].thumbnail) == read(film.thumbnail)
    (track,) = copies[film].captions.all()
    assert read(track.file) == read(film.captions.get().file)
    assert track.file.name != film.captions.get().file.name
    assert (copies[film].duration, copies[film].transcript) == (film.duration, "Words")


def test_what_happens_to_one_happens_not_to_the_other():
    image = ImageFactory(collection=private_collection("Here"))
    (copy,) = copy_files(items=[image], collection=private_collection("There"), actor=None).values()
    held = read(image.file)
    copy.get_rendition("width-32")
    image.get_rendition("width-32")
    image.file.storage.delete(image.file.name)
    image.delete()
    assert read(copy.file) == held
    assert AcademyRendition.objects.get().image == copy


def test_copied_again_it_is_the_same_copy():
    paper, there = DocumentFactory(), private_collection("There")
    first = copy_files(items=[paper], collection=there, actor=None)
    assert copy_files(items=[paper], collection=there, actor=None) == first
    assert copy_files(items=[paper], collection=private_collection("Else"), actor=None) != first


def test_a_file_that_is_lost_is_left_out():
    film = MediaFactory()
    film.file.storage.delete(film.file.name)
    assert copy_files(items=[film], collection=private_collection(), actor=None) == {}
    assert AcademyMedia.objects.count() == 1


@pytest.mark.parametrize("links", [True, False])
def test_a_name_that_is_taken_meanwhile_is_not_written_over(links, monkeypatch):
    """A second name of a file that others show, too: what is written under it would change for them."""
    paper, other = DocumentFactory(), DocumentFactory()
    held = read(other.file)
    storage = paper.file.storage
    monkeypatch.setattr(type(storage.place(other.file.name)), "get_available_name", lambda _self, name: name)
    if not links:
        monkeypatch.setattr(os, "link", _cross_device)
    with pytest.raises(FileExistsError):
        storage.duplicate(paper.file.name, other.file.name)
    assert read(other.file) == held


def _cross_device(source: str, target: str) -> None:
    raise OSError(errno.EXDEV, "Invalid cross-device link")
