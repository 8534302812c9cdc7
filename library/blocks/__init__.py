"""Blocks that show what lies in the library, one file each."""

from library.blocks.document import DocumentBlock
from library.blocks.downloads import DownloadsBlock
from library.blocks.image import ImageBlock
from library.blocks.video import VideoBlock

__all__ = ["DocumentBlock", "DownloadsBlock", "ImageBlock", "VideoBlock"]
