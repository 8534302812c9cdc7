"""Blocks that show what lies in the library or on other sites, one file each."""

from library.blocks.audio import AudioBlock
from library.blocks.before_after import BeforeAfterBlock
from library.blocks.choosers import AsksOnce
from library.blocks.document import DocumentBlock
from library.blocks.downloads import DownloadsBlock
from library.blocks.embed import EmbedBlock
from library.blocks.gallery import GalleryBlock
from library.blocks.image import ImageBlock
from library.blocks.video import VideoBlock

__all__ = [
    "AsksOnce",
    "AudioBlock",
    "BeforeAfterBlock",
    "DocumentBlock",
    "DownloadsBlock",
    "EmbedBlock",
    "GalleryBlock",
    "ImageBlock",
    "VideoBlock",
]
