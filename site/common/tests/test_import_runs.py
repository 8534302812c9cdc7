"""Uploads that are kept for a day, and imports that run once, at once or in the background."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import storages
from django.utils import timezone
from django.utils.translation import get_language, override

from common.background import ongoing
from common.imports import importer as importing
from common.imports.importer import Importer, NotImportable, OnProgress, run_in_background, start
from common.imports.report import ImportReport
from common.imports.upload_store import (
    STALLED_AFTER,
    ImportProgress,
    ImportState,
    StoredUpload,
    UploadExpired,
    UploadStore,
    forget_expired,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=timezone.get_default_timezone())
OWNER, STRANGER = SimpleNamespace(pk=1), SimpleNamespace(pk=2)
STORE = UploadStore("words")


def kept(content: bytes = b"two words", **more: Any) -> uuid.UUID:
    return STORE.keep(content, file_name="words.txt", owner=OWNER, at=NOW, **more)


def found(key: uuid.UUID, *, now: datetime = NOW) -> StoredUpload:
    return STORE.find(key, owner=OWNER, now=now)


class TestUploadStore:
    def test_an_upload_is_found_as_it_was_kept(self) -> None:
        with override("fr"):
            key = kept(options={"course": 3}, attachments={"https://x.org/é.png": b"\x89"})
        upload = found(key)
        assert (upload.file_name, upload.content, upload.language) == ("words.txt", b"two words", "fr")
        assert (upload.options, upload.attachments) == ({"course": 3}, {"https://x.org/é.png": b"\x89"})

    def test_an_upload_is_of_one_person_for_one_day(self) -> None:
        key = kept()
        found(key, now=NOW + timedelta(days=1))
        with pytest.raises(UploadExpired):
            STORE.find(key, owner=STRANGER, now=NOW)
        with pytest.raises(UploadExpired):
            found(key, now=NOW + timedelta(days=1, seconds=1))
        with pytest.raises(UploadExpired):
            found(uuid.uuid4())

    def test_other_imports_do_not_find_it(self) -> None:
        with pytest.raises(UploadExpired):
            UploadStore("letters").find(kept(), owner=OWNER, now=NOW)

    def test_what_has_expired_is_deleted_with_all_that_belongs_to_it(self) -> None:
        assert forget_expired(now=NOW) == 0
        old, other = kept(attachments={"a": b"b"}), UploadStore("letters")
        other.keep(b"x", file_name="x", owner=OWNER, at=NOW)
        new = STORE.keep(b"x", file_name="x", owner=OWNER, at=NOW + timedelta(hours=20))
        STORE.set_progress(old, ImportProgress(ImportState.DONE), at=NOW)
        assert forget_expired(now=NOW + timedelta(hours=25)) == 2
        assert storages["private"].listdir("imports/words")[0] == [str(new)]

    def test_progress_is_told_until_it_has_stalled(self) -> None:
        key = kept()
        assert STORE.progress(key, now=NOW) == ImportProgress()
        running = ImportProgress(ImportState.RUNNING, 1, 3)
        STORE.set_progress(key, running, at=NOW)
        assert STORE.progress(key, now=NOW + STALLED_AFTER) == running
        later = NOW + STALLED_AFTER + timedelta(seconds=1)
        assert STORE.progress(key, now=later).state == ImportState.FAILED
        done = ImportProgress(ImportState.DONE, result={"words": 2})
        STORE.set_progress(key, done, at=NOW)
        assert STORE.progress(key, now=later) == done

    def test_an_upload_can_be_forgotten(self) -> None:
        key = kept()
        STORE.forget(key)
        with pytest.raises(UploadExpired):
            found(key)


@dataclass
class WordPlan:
    report: ImportReport
    words: list[str]


class WordImporter(Importer[WordPlan]):
    """Imports the words of a text. `wrong` can't be planned, `refused` and `broken` can't be written."""

    store = STORE
    max_at_once = 2

    def __init__(self) -> None:
        self.written: list[str] = []
        self.languages: list[str | None] = []

    def plan(self, upload: StoredUpload, *, actor: Any) -> WordPlan:
        words = upload.content.decode().split()
        return WordPlan(ImportReport(created=Counter(words=0 if "wrong" in words else len(words))), words)

    def write(
        self, plan: WordPlan, upload: StoredUpload, *, actor: Any, at: datetime, on_progress: OnProgress
    ) -> Mapping[str, Any]:
        self.languages.append(get_language())
        if "refused" in plan.words:
            raise NotImportable(plan.report)
        if "broken" in plan.words:
            raise RuntimeError("the disk is full")
        for number, word in enumerate(plan.words, start=1):
            self.written.append(word)
            on_progress(number, len(plan.words))
        return {"words": len(plan.words)}


class TestImports:
    @pytest.fixture
    def words(self) -> WordImporter:
        return WordImporter()

    @pytest.fixture
    def enqueued(self) -> list[tuple[str, int]]:
        return []

    def begin(self, words: WordImporter, key: uuid.UUID, enqueued: list[Any]) -> ImportProgress:
        return start(
            words, found(key), actor=OWNER, at=NOW, enqueue=lambda key, pk: enqueued.append((key, pk))
        )

    def test_a_small_one_runs_at_once_and_only_once(self, words, enqueued) -> None:
        key = kept()
        done = ImportProgress(ImportState.DONE, result={"words": 2})
        assert self.begin(words, key, enqueued) == done
        assert self.begin(words, key, enqueued) == done
        assert run_in_background(words, key, actor=OWNER, at=NOW) == done
        assert (words.written, enqueued) == (["two", "words"], [])

    def test_a_large_one_runs_in_the_background_in_the_language_of_its_owner(self, words, enqueued) -> None:
        with override("fr"):
            key = kept(b"three words here")
        assert self.begin(words, key, enqueued) == ImportProgress(ImportState.RUNNING, 0, 3)
        self.begin(words, key, enqueued)  # pressed again while it waits
        assert (enqueued, words.written) == ([(str(key), 1)], [])
        assert run_in_background(words, key, actor=OWNER, at=NOW).state == ImportState.DONE
        assert (len(words.written), words.languages) == (3, ["fr"])

    def test_one_with_errors_is_not_started(self, words, enqueued) -> None:
        assert self.begin(words, kept(b"wrong"), enqueued).state == ImportState.WAITING
        assert words.written == []

    @pytest.mark.parametrize("content", [b"refused", b"broken"])
    def test_one_that_failed_can_be_started_again(self, words, enqueued, content, caplog) -> None:
        key = kept(content)
        assert self.begin(words, key, enqueued).state == ImportState.FAILED
        assert self.begin(words, key, enqueued).state == ImportState.FAILED
        assert len(words.languages) == 2

    def test_one_with_errors_fails_in_the_background(self, words) -> None:
        assert run_in_background(words, kept(b"wrong"), actor=OWNER, at=NOW).state == ImportState.FAILED

    def test_two_never_write_the_same_upload(self, words, enqueued) -> None:
        key = kept()
        ongoing.claim(f"import:{key}", at=NOW, lasts=timedelta(minutes=1))  # somebody else is at it
        assert self.begin(words, key, enqueued).state == ImportState.WAITING
        assert words.written == []

    def test_it_tells_how_far_it_is(self, words, monkeypatch) -> None:
        monkeypatch.setattr(importing, "_PROGRESS_EVERY", 2)
        told = []
        monkeypatch.setattr(STORE, "set_progress", lambda key, progress, *, at: told.append(progress.done))
        run_in_background(words, kept(b"a b c d e"), actor=OWNER, at=NOW)
        assert told == [2, 4, 0]
