"""How long a body takes: the sum of what its blocks say."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.blocks import StreamValue

from common.blocks import seconds_of
from learning.courses import activities


def body_seconds(body: StreamValue) -> int:
    """Seconds that a StreamField body takes to read and watch, rounded up to a full minute when not empty."""
    return -(-seconds_of(body) // 60) * 60


def checklist_items(body: StreamValue) -> dict[str, frozenset[str]]:
    """The ids of the items of each checklist of a body, by the id of its block."""
    names = body.stream_block.checklist_block_names
    return {
        child.id: frozenset(item.id for item in child.value["items"].bound_blocks)
        for child in body
        if child.block_type in names
    }


def reporting_videos(body: StreamValue) -> Iterator[tuple[str, int]]:
    """Block id and length in seconds (0: unknown) of each video of a body whose player tells the time."""
    names = body.stream_block.video_block_names
    for child in body:
        if child.block_type in names and child.value.source and child.value.source.reports_progress:
            yield child.id, child.value.duration_seconds


def placed_activities(body: StreamValue) -> Iterator[tuple[str, str, str]]:
    """Block id, kind and public id of each activity that a body places; empty blocks are passed over."""
    names = {kind.name for kind in activities.placed_kinds()}
    for child in body:
        if child.block_type in names and child.value.public_id:
            yield child.id, child.block_type, str(child.value.public_id)
