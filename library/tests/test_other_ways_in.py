"""Wagtail's own addresses, and files left in public, are no way around the check."""

import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, reverse
from wagtail.models import Collection

from accounts.models import User
from common.verdict import Verdict
from library import checks, policies
from library.actions import make_private
from library.models import AcademyImage, AcademyRendition, PrivateCollection
from library.tests.factories import (
    CaptionTrackFactory,
    DocumentFactory,
    ImageFactory,
    MediaFactory,
    body_of,
    private_collection,
)

pytestmark = pytest.mark.django_db

SPEC = "width-32|format-webp"


@pytest.fixture(autouse=True)
def no_guards(monkeypatch):
    monkeypatch.setattr(policies, "_guards", [])


def public_files(settings) -> list[str]:
    return sorted(path.name for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


def test_wagtails_document_address_refuses_too(client):
    document = DocumentFactory(collection=private_collection())
    response = client.get(reverse("wagtaildocs_serve", args=[document.pk, document.filename]))
    assert response.status_code == 403
    assert str(document.public_id).encode() not in response.content
    assert b"A page of the book" not in response.content


def test_wagtails_document_address_leads_to_our_own(client):
    document = DocumentFactory()
    response = client.get(reverse("wagtaildocs_serve", args=[document.pk, document.filename]))
    assert (response.status_code, response["Location"]) == (302, document.url)
    assert body_of(client.get(response["Location"])).startswith(b"%PDF")


def test_wagtails_picture_address_does_not_exist():
    with pytest.raises(NoReverseMatch):
        reverse("wagtailimages_serve", args=("signature", "1", SPEC))


def test_no_original_ever_lies_in_public(settings):
    film = MediaFactory()
    film.thumbnail.save("still.png", ImageFactory().file)
    CaptionTrackFactory(media=film)
    DocumentFactory()
    assert public_files(settings) == []


def test_a_public_picture_has_public_renditions(settings):
    rendition = ImageFactory().get_rendition(SPEC)
    assert rendition.url.startswith("/media/")
    assert len(public_files(settings)) == 1


def test_a_private_picture_has_private_renditions(client, settings, monkeypatch):
    rendition = ImageFactory(collection=private_collection()).get_rendition(SPEC)
    assert rendition.url.startswith(f"/files/{rendition.public_id}/")
    assert public_files(settings) == []
    assert client.get(rendition.url).status_code == 403
    policies.register_guard(lambda person, moment, file: Verdict.yes())
    response = client.get(rendition.url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")


def test_several_renditions_at_once_are_private_too(settings):
    image = ImageFactory(collection=private_collection())
    renditions = image.get_renditions(SPEC, "width-16|format-webp")
    assert all(rendition.url.startswith("/files/") for rendition in renditions.values())
    assert public_files(settings) == []


class TestAPictureThatTurnsPrivate:
    """Whichever way it happens, its public copies are deleted and made anew in private."""

    @pytest.fixture
    def image(self):
        shelf = Collection.get_first_root_node().add_child(name="Shelf")
        image = ImageFactory(collection=shelf)
        image.get_rendition(SPEC)
        return image

    def assert_hidden(self, image, settings):
        assert public_files(settings) == []
        image = AcademyImage.objects.get(pk=image.pk)
        assert image.get_rendition(SPEC).url.startswith("/files/")
        assert public_files(settings) == []

    def test_by_moving_it(self, image, settings, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            image.collection = private_collection()
            image.save()
        self.assert_hidden(image, settings)

    def test_by_moving_many_at_once(self, image, settings, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            AcademyImage.objects.filter(pk=image.pk).update(collection=private_collection())
        self.assert_hidden(image, settings)

    def test_by_closing_its_collection(self, image, settings, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            make_private(collection=image.collection)
        self.assert_hidden(image, settings)

    def test_by_moving_its_collection_in_the_admin(
        self, image, settings, client, django_capture_on_commit_callbacks
    ):
        client.force_login(User.objects.create_superuser(email="admin@example.com", password="x"))
        course = private_collection()
        address = reverse("wagtailadmin_collections:edit", args=[image.collection_id])
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(address, {"name": "Shelf", "parent": course.pk})
        assert response.status_code == 302
        assert PrivateCollection.objects.holds(Collection.objects.get(pk=image.collection_id))
        self.assert_hidden(image, settings)

    def test_and_back(self, image, settings, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            make_private(collection=image.collection)
        image = AcademyImage.objects.get(pk=image.pk)
        image.get_rendition(SPEC)
        with django_capture_on_commit_callbacks(execute=True):
            PrivateCollection.objects.get().delete()
        assert not AcademyRendition.objects.exists()
        assert AcademyImage.objects.get(pk=image.pk).get_rendition(SPEC).url.startswith("/media/")


def test_deleting_captions_deletes_their_file(settings, django_capture_on_commit_callbacks):
    track = CaptionTrackFactory()
    stored = settings.PRIVATE_MEDIA_ROOT / track.file.name
    assert stored.exists()
    with django_capture_on_commit_callbacks(execute=True):
        track.delete()
    assert not stored.exists()


class TestChecks:
    def test_the_settings_are_sound(self):
        assert checks.private_files_stay_private() == []

    def test_private_files_inside_media_are_an_error(self, settings, tmp_path):
        inside = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": settings.MEDIA_ROOT / "private"},
        }
        with override_settings(STORAGES={**settings.STORAGES, "private": inside}):
            assert [error.id for error in checks.private_files_stay_private()] == ["library.E001"]

    def test_wagtails_view_for_pictures_is_an_error(self):
        with override_settings(ROOT_URLCONF="wagtail.images.urls"):
            assert [error.id for error in checks.private_files_stay_private()] == ["library.E002"]
