"""Which videos stand in which lessons, drafts and releases alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from common.background.batches import in_batches
from learning.courses.models import LessonPage
from library.models import AcademyMedia, VideoCheck
from library.videos import recognise, uploaded
from library.videos.answers import CheckResult, ProviderAnswer
from library.videos.checking import check_source


@dataclass(frozen=True, slots=True)
class LessonVideo:
    """page: the lesson. address: as we know it. media: the uploaded file, if it is one."""

    page: LessonPage
    address: str
    media: AcademyMedia | None = None

    def check(self) -> CheckResult:
        """What its provider answers now."""
        if self.media is not None:
            return uploaded.check(self.media)
        source = recognise(self.address)
        if source is None:
            return CheckResult(ProviderAnswer.MISSING, 0, "no provider knows this address")
        return check_source(source)


def lesson_videos() -> Iterator[LessonVideo]:
    """Each video of each lesson once: of what is live, and of its latest draft."""
    for page in in_batches(LessonPage.objects.all(), by="path"):
        versions = [page, page.get_latest_revision_as_object()] if page.latest_revision_id else [page]
        found = {video.address: video for version in versions for video in videos_of(page, version)}
        yield from found.values()


def videos_of(page: LessonPage, version: LessonPage) -> Iterator[LessonVideo]:
    """The videos in one version of a lesson, in their order. Blocks without a video yet are passed over."""
    for value in _videos_in(version.body):
        if value["media"]:
            yield LessonVideo(page, f"uploaded:{value['media'].public_id}", value["media"])
        elif value["url"]:
            source = recognise(value["url"])
            yield LessonVideo(page, source.url if source else value["url"])


def silent_videos(version: LessonPage) -> Sequence[VideoCheck]:
    """What was last heard of those videos in this version of a lesson that learners cannot watch."""
    addresses = [video.address for video in videos_of(version, version)]
    return [check for check in VideoCheck.objects.of(addresses) if check.is_silent] if addresses else []


def _videos_in(body: Any) -> Iterator[Any]:
    names = body.stream_block.video_block_names
    return (block.value for block in body if block.block_type in names)
