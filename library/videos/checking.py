"""Asking each provider whether a video still answers.

Each provider's module has `check`, which turns the answer it gets into one of ours.
"""

from __future__ import annotations

from library.videos import PROVIDERS_BY_NAME, recognise
from library.videos.answers import CheckResult, ProviderAnswer, asked
from library.videos.source import VideoSource


def check_source(source: VideoSource) -> CheckResult:
    """What the provider of this video answers now. Never raises: no answer is an answer, too."""
    return asked(PROVIDERS_BY_NAME[source.provider].check, source)


def check_address(url: str) -> CheckResult:
    """What the provider of the video at `url` answers now."""
    source = recognise(url)
    if source is None:
        return CheckResult(ProviderAnswer.MISSING, 0, "no provider knows this address")
    return check_source(source)
