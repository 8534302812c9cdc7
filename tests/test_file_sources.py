"""From which servers every page may load files: none on this disk, a bucket's, and what settings name."""

from __future__ import annotations

from typing import Any

import pytest
from storages.backends.s3 import S3Storage

from config import env
from library.storage import origins
from library.storage.origins import file_sources

CREDENTIALS = {"access_key": "key", "secret_key": "secret", "region_name": "eu-west-1"}


def test_files_on_this_disk_come_from_the_site_alone(settings: Any) -> None:
    settings.MEDIA_ORIGINS = []
    assert {source for sources in file_sources().values() for source in sources} == set()


def test_the_servers_of_both_buckets_are_named(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.MEDIA_ORIGINS = ["https://cdn.example.org"]
    public = S3Storage(bucket_name="academy", custom_domain="files.example.org", **CREDENTIALS)
    private = S3Storage(
        bucket_name="academy", endpoint_url="https://s3.example.net", querystring_auth=True, **CREDENTIALS
    )
    monkeypatch.setattr(origins, "storages", {"default": public, "private": private})
    sources = file_sources()
    (there,) = {origin for origin in sources["img-src"] if "example.net" in origin}
    assert sources["img-src"] == tuple(sorted(("https://files.example.org", there)))
    assert sources["frame-src"] == sources["object-src"] == sources["form-action"] == sources["img-src"]
    assert sources["media-src"] == (*sources["img-src"], "https://cdn.example.org")
    assert sources["connect-src"] == ("https://cdn.example.org",)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("https://CDN.example.org/", ["https://cdn.example.org"]),
        (
            "https://*.example.org, http://127.0.0.1:9000",
            ["https://*.example.org", "http://127.0.0.1:9000"],
        ),
    ],
)
def test_origins_are_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: list[str]
) -> None:
    monkeypatch.setenv("MEDIA_ORIGINS", value)
    assert env.origins("MEDIA_ORIGINS") == expected


@pytest.mark.parametrize(
    "value", ["*", "https:", "cdn.example.org", "https://a.org/path", "https://a.org; b"]
)
def test_what_is_no_origin_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MEDIA_ORIGINS", value)
    with pytest.raises(SystemExit, match="MEDIA_ORIGINS"):
        env.origins("MEDIA_ORIGINS")
