"""Asking each provider whether a video still answers.

Each provider's module has `check`, which turns the answer it gets into one of ours.
"""

from __future__ import annotations

from library.videos import PROVIDERS, recognise
from library.videos.answers import CheckResult, ProviderAnswer, asked
from library.videos.source import VideoSource

_MODULES = {provider.__name__.rpartition(".")[2]: provider for provider in PROVIDERS}


def check_source(source: VideoSource) -> CheckResult:
    """What the provider of this video answers now. Never raises: no answer is an answer, too."""
    return asked(_MODULES[source.provider].check, source)


def check_address(url: str) -> CheckResult:
    """What the provider of the video at `url` answers now."""
    source = recognise(url)
    if source is None:
        return CheckResult(ProviderAnswer.MISSING, 0, "no provider knows this address")
    return check_source(source)
