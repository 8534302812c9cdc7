"""Guards library/delivery.py, library/policies.py and library/views.py: who gets which bytes, and how."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.signals import request_finished
from django.test import override_settings
from django.utils import timezone
from django.utils.http import http_date
from wagtail.models import Collection, GroupCollectionPermission

from accounts.models import User
from common.verdict import NextStep, Verdict
from library import policies
from library.tests.factories import (
    CAPTIONS,
    PDF,
    VIDEO,
    CaptionTrackFactory,
    DocumentFactory,
    ImageFactory,
    MediaFactory,
    body_of,
    picture_file,
    private_collection,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guards(monkeypatch):
    """The registry, empty, so that a test registers what it wants."""
    registered = []
    monkeypatch.setattr(policies, "_guards", registered)
    return registered


@pytest.fixture
def open_to_all(guards):
    guards.append(lambda person, moment, file: Verdict.yes("enrolled"))


@pytest.fixture
def film():
    return MediaFactory(collection=private_collection())


@pytest.fixture
def learner():
    return User.objects.create_user(email="learner@example.com", password="x")


def assert_refused(response, secret):
    assert response.status_code == 403
    assert not response.streaming
    assert secret not in response.content
    for name in ("X-Accel-Redirect", "Location", "ETag", "Content-Range"):
        assert name not in response
    assert "private" in response["Cache-Control"]


class TestRefusal:
    def test_a_stranger_gets_no_byte_of_a_private_file(self, client, guards, film):
        assert_refused(client.get(film.url), VIDEO[40:80])

    @pytest.mark.parametrize("header", ["bytes=0-", "bytes=5-9", "bytes=-1", "bytes=99999-"])
    def test_nor_of_a_range(self, client, guards, film, header):
        assert_refused(client.get(film.url, headers={"Range": header}), VIDEO[40:80])

    def test_nor_by_guessing_what_they_would_have(self, client, guards, film):
        assert_refused(client.get(film.url, headers={"If-None-Match": "*"}), VIDEO[40:80])

    def test_nor_with_an_outdated_name(self, client, guards, film):
        assert_refused(client.get(f"/files/{film.public_id}/other.mp4"), VIDEO[40:80])

    def test_a_learner_is_refused_where_no_guard_speaks(self, client, guards, film, learner):
        guards.append(lambda person, moment, file: None)
        client.force_login(learner)
        assert_refused(client.get(film.url), VIDEO[40:80])

    def test_a_head_request_tells_nothing(self, client, guards, film):
        response = client.head(film.url)
        assert response.status_code == 403
        assert str(len(VIDEO)) != response.get("Content-Length")

    def test_the_guards_sentence_and_next_step_are_shown(self, client, guards, film):
        step = NextStep.link("Buy it", "/courses/tea/")
        guards.append(lambda person, moment, file: Verdict.no("paid", "This lesson is paid.", next_step=step))
        page = client.get(film.url).content.decode()
        assert "This lesson is paid." in page
        assert 'href="/courses/tea/"' in page

    def test_a_later_guard_may_let_in_whom_an_earlier_one_refused(self, client, guards, film):
        guards.append(lambda person, moment, file: Verdict.no("closed", "No."))
        guards.append(lambda person, moment, file: Verdict.yes("owner"))
        assert client.get(film.url).status_code == 200

    def test_only_reading_is_allowed(self, client, open_to_all, film):
        assert client.post(film.url).status_code == 405

    def test_an_unknown_file_is_not_found(self, client, open_to_all):
        assert client.get(f"/files/{uuid4()}/film.mp4").status_code == 404

    def test_revoking_takes_effect_at_once(self, client, guards, film):
        state = {"open": True}
        guards.append(lambda *_: Verdict.yes() if state["open"] else Verdict.no("ended", "Over."))
        etag = client.get(film.url)["ETag"]
        state["open"] = False
        assert_refused(client.get(film.url, headers={"If-None-Match": etag}), VIDEO[40:80])


class TestWhoMayFetch:
    def test_what_lies_in_no_private_collection_is_public(self, client, guards):
        assert client.get(DocumentFactory().url).status_code == 200

    def test_what_lies_deep_below_a_private_collection_is_private(self, client, guards):
        deep = private_collection().add_child(name="Week 1").add_child(name="Papers")
        assert_refused(client.get(DocumentFactory(collection=deep).url), b"A page of the book")

    def test_a_neighbour_of_a_private_collection_stays_public(self, client, guards):
        private_collection("A")
        neighbour = Collection.get_first_root_node().add_child(name="B")
        assert client.get(DocumentFactory(collection=neighbour).url).status_code == 200

    def test_the_guard_is_told_person_moment_and_file(self, client, guards, film, learner):
        asked = []
        guards.append(lambda *question: asked.append(question) or Verdict.yes())
        client.force_login(learner)
        client.get(film.url)
        ((person, moment, file),) = asked
        assert person == learner
        assert abs(moment - timezone.now()) < timedelta(minutes=1)
        assert (file.kind, file.item, file.collection) == ("media", film, film.collection)

    def test_the_guard_is_asked_about_captions_as_about_their_film(self, client, guards, film):
        track = CaptionTrackFactory(media=film)
        asked = []
        guards.append(lambda person, moment, file: asked.append(file) or Verdict.yes())
        assert body_of(client.get(track.url)) == CAPTIONS.encode()
        assert (asked[0].kind, asked[0].item) == ("captions", film)

    def test_an_editor_of_the_collection_may_see_its_files(self, client, guards, film, learner):
        group = Group.objects.create(name="Editors of one course")
        permission = Permission.objects.get(codename="change_media", content_type__app_label="wagtailmedia")
        GroupCollectionPermission.objects.create(
            group=group, collection=film.collection, permission=permission
        )
        learner.groups.add(group)
        client.force_login(learner)
        assert client.get(film.url).status_code == 200
        elsewhere = MediaFactory(collection=private_collection("Another"))
        assert_refused(client.get(elsewhere.url), VIDEO[40:80])

    def test_an_editor_who_was_deactivated_may_not(self, client, guards, film):
        admin = User.objects.create_superuser(email="admin@example.com", password="x")
        client.force_login(admin)
        assert client.get(film.url).status_code == 200
        User.objects.filter(pk=admin.pk).update(is_active=False)
        assert_refused(client.get(film.url), VIDEO[40:80])

    def test_a_guard_is_registered_once(self, guards):
        def guard(person, moment, file):
            return None

        policies.register_guard(guard)
        policies.register_guard(guard)
        assert guards == [guard]


class TestRanges:
    def test_the_whole_file(self, client, open_to_all, film):
        response = client.get(film.url)
        assert (response.status_code, body_of(response)) == (200, VIDEO)
        assert response["Content-Length"] == str(len(VIDEO))
        assert response["Accept-Ranges"] == "bytes"
        assert response["Content-Type"] == "video/mp4"

    @pytest.mark.parametrize(
        ("header", "expected", "content_range"),
        [
            ("bytes=0-9", VIDEO[:10], f"bytes 0-9/{len(VIDEO)}"),
            ("bytes=100-", VIDEO[100:], f"bytes 100-{len(VIDEO) - 1}/{len(VIDEO)}"),
            ("bytes=-7", VIDEO[-7:], f"bytes {len(VIDEO) - 7}-{len(VIDEO) - 1}/{len(VIDEO)}"),
        ],
    )
    def test_a_part(self, client, open_to_all, film, header, expected, content_range):
        response = client.get(film.url, headers={"Range": header})
        assert (response.status_code, body_of(response)) == (206, expected)
        assert response["Content-Range"] == content_range
        assert response["Content-Length"] == str(len(expected))

    def test_a_part_beyond_the_end(self, client, open_to_all, film):
        response = client.get(film.url, headers={"Range": f"bytes={len(VIDEO)}-"})
        assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(VIDEO)}")
        assert body_of(response) == b""

    def test_several_parts_are_answered_with_the_whole(self, client, open_to_all, film):
        response = client.get(film.url, headers={"Range": "bytes=0-1,5-6"})
        assert (response.status_code, body_of(response)) == (200, VIDEO)

    def test_head_has_the_headers_and_no_body(self, client, open_to_all, film):
        response = client.head(film.url, headers={"Range": "bytes=0-9"})
        assert (response.status_code, response["Content-Length"], body_of(response)) == (206, "10", b"")

    def test_a_browser_that_has_the_file_is_told_so(self, client, open_to_all, film):
        first = client.get(film.url)
        for name, value in (("If-None-Match", first["ETag"]), ("If-Modified-Since", first["Last-Modified"])):
            again = client.get(film.url, headers={name: value})
            assert (again.status_code, body_of(again)) == (304, b"")

    def test_a_range_of_another_edition_is_answered_with_the_whole(self, client, open_to_all, film):
        fresh = client.get(film.url)
        for condition, status in [
            (fresh["ETag"], 206),
            (fresh["Last-Modified"], 206),
            ('"another"', 200),
            (http_date(0), 200),
            ("W/" + fresh["ETag"], 200),
        ]:
            headers = {"Range": "bytes=0-9", "If-Range": condition}
            assert client.get(film.url, headers=headers).status_code == status

    def test_a_file_that_is_gone_from_the_disk(self, client, open_to_all, film):
        film.file.storage.delete(film.file.name)
        assert client.get(film.url).status_code == 410

    def test_an_outdated_name_leads_to_the_present_one(self, client, open_to_all, film):
        assert client.get(f"/files/{film.public_id}/old.mp4")["Location"] == film.url

    def test_an_outdated_name_ends_its_request_once(self, client, open_to_all, film):
        ended = []
        heard = lambda **_kwargs: ended.append(True)  # noqa: E731
        request_finished.connect(heard)
        try:
            client.get(film.url.rpartition("/")[0] + "/old.mp4")
        finally:
            request_finished.disconnect(heard)
        assert ended == [True]

    def test_the_poster_has_the_same_id_and_its_own_name(self, client, open_to_all, film):
        film.thumbnail.save("still.png", picture_file())
        response = client.get(film.thumbnail.url)
        assert (response.status_code, response["Content-Type"]) == (200, "image/png")


class TestHeaders:
    @pytest.mark.parametrize(
        ("name", "content", "shown"),
        [
            ("paper.pdf", PDF, True),
            ("notes.txt", b"words", False),
            ("page.html", b"<script>alert(1)</script>", False),
            ("drawing.svg", b"<svg onload='alert(1)'/>", False),
            ("pack.zip", b"PK\x03\x04", False),
        ],
    )
    def test_only_harmless_types_are_shown_in_the_page(self, client, name, content, shown):
        response = client.get(DocumentFactory(name=name, content=content).url)
        assert response["Content-Disposition"].startswith("inline" if shown else "attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "SAMEORIGIN"

    def test_a_name_in_any_script_reaches_the_browser(self, client):
        response = client.get(DocumentFactory(name="résumé 書.txt", content=b"words").url)
        assert "filename*=utf-8''r%C3%A9sum%C3%A9" in response["Content-Disposition"]

    def test_a_browser_asks_again_each_time(self, client, open_to_all, film):
        response = client.get(film.url)
        assert response["Cache-Control"] == "private, no-cache"
        assert "Cookie" in response["Vary"]


class TestOtherSenders:
    def test_nginx_sends_the_file_itself(self, client, settings, open_to_all, film):
        settings.X_ACCEL_PREFIX = "/protected"
        response = client.get(film.url)
        assert response["X-Accel-Redirect"] == f"/protected/media/{film.public_id}/film.mp4"
        assert response.content == b""
        assert response["Content-Type"] == "video/mp4"

    def test_nginx_is_told_nothing_for_those_refused(self, client, settings, guards, film):
        settings.X_ACCEL_PREFIX = "/protected"
        assert_refused(client.get(film.url), VIDEO[40:80])

    def test_a_bucket_gets_an_address_that_works_for_a_minute(self, client, settings, open_to_all, film):
        with override_settings(STORAGES=_with_bucket(settings)):
            response = client.get(film.url)
        query = parse_qs(urlsplit(response["Location"]).query)
        assert response.status_code == 302
        assert int(query.get("X-Amz-Expires", query.get("Expires"))[0]) <= 60
        assert urlsplit(response["Location"]).path.endswith(f"/media/{film.public_id}/film.mp4")
        assert query["response-content-disposition"] == ['inline; filename="film.mp4"']

    def test_the_bucket_is_not_named_to_those_refused(self, client, settings, guards, film):
        with override_settings(STORAGES=_with_bucket(settings)):
            assert_refused(client.get(film.url), VIDEO[40:80])

    def test_with_a_bucket_too_pages_show_the_stable_address(self, settings, film):
        with override_settings(STORAGES=_with_bucket(settings)):
            assert film.url == f"/files/{film.public_id}/film.mp4"


def _with_bucket(settings):
    options = {
        "bucket_name": "academy",
        "region_name": "eu-west-1",
        "access_key": "key",
        "secret_key": "secret",
        "signature_version": "s3v4",
        "querystring_auth": True,
    }
    return {**settings.STORAGES, "private": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}}


class TestQueries:
    def test_a_fetch_costs_the_same_whatever_the_file_and_the_depth(
        self, client, open_to_all, film, django_assert_num_queries
    ):
        deep = film.collection
        for name in "abc":
            deep = deep.add_child(name=name)
        files = [
            film,
            CaptionTrackFactory(media=film),
            MediaFactory(collection=deep),
            DocumentFactory(collection=deep),
        ]
        addresses = [file.url for file in files] + [ImageFactory(collection=deep).file.url]
        for address in addresses:
            with django_assert_num_queries(3):
                client.get(address)

    def test_the_file_is_not_read_into_memory(self, open_to_all, client):
        big = MediaFactory(collection=private_collection("Big"))
        big.file.save("big.mp4", ContentFile(VIDEO[:24] + b"x" * 3_000_000))
        response = client.get(big.url)
        chunks = list(response.streaming_content)
        assert max(map(len, chunks)) <= 256 * 1024
        assert sum(map(len, chunks)) == 3_000_024
