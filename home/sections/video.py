"""A film."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from home.sections.base import GROUP_STORY, SectionBlock
from library.blocks import VideoBlock


class VideoSectionBlock(SectionBlock):
    """A video with its captions and transcript. Hosted ones load when somebody presses play."""

    video = VideoBlock(label=_("Video"))

    class Meta:
        icon = "media"
        label = _("Video")
        group = GROUP_STORY
        description = _("An uploaded or hosted video")
        template = "home/sections/video.html"

    def get_preview_value(self) -> Any:
        return self.preview(
            title=_("A two-minute tour"), video=self.child_blocks["video"].get_preview_value()
        )
