"""A zipped package with QTI, as Canvas and others export quizzes: its items, in its order."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import normpath
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from common.imports.report import UnreadableFile

from .xml_tree import read_tree, text_of

MOST_FILES = 5_000
MOST_BYTES = 60 * 1024 * 1024  # of all XML, unpacked
MOST_BYTES_OF_ONE = 10 * 1024 * 1024
_MANIFEST = "imsmanifest.xml"
_XML = (".xml", ".qti")


def is_package(content: bytes) -> bool:
    """Whether bytes are a zip archive with XML in it; an office document is none."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        names = ZipFile(io.BytesIO(content)).namelist()
    except (BadZipFile, ValueError):
        return False
    return "[Content_Types].xml" not in names and any(name.lower().endswith(_XML) for name in names)


@dataclass(frozen=True, slots=True)
class PackagedDocument:
    """One XML file of a package. keywords: what its manifest says it is about."""

    content: bytes
    keywords: tuple[str, ...] = ()


def documents(content: bytes) -> Iterator[PackagedDocument]:
    """The XML files of a package, but its manifest. Raises UnreadableFile for one that is too large."""
    with ZipFile(io.BytesIO(content)) as archive:
        infos = [info for info in archive.infolist() if info.filename.lower().endswith(_XML)]
        if len(infos) > MOST_FILES:
            raise _too_large()
        total = 0
        for info, keywords in _in_order(archive, infos):
            document = _unpacked(archive, info)
            total += len(document)
            if total > MOST_BYTES:
                raise _too_large()
            yield PackagedDocument(document, keywords)


def _in_order(archive: ZipFile, infos: list[ZipInfo]) -> list[tuple[ZipInfo, tuple[str, ...]]]:
    """As the manifest lists them, then the rest. Canvas's own file stands for the one beside it."""
    own = {info.filename.rpartition("/")[2].removesuffix(".xml.qti") for info in infos if _is_own(info)}
    by_name = {
        info.filename: info
        for info in infos
        if info.filename.rpartition("/")[2] != _MANIFEST
        and not (info.filename.endswith(".xml") and own & set(info.filename.split("/")[:-1]))
    }
    listed: list[tuple[ZipInfo, tuple[str, ...]]] = []
    manifest = next((info for info in infos if info.filename.rpartition("/")[2] == _MANIFEST), None)
    if manifest is not None:
        folder = manifest.filename.rpartition("/")[0]
        for resource in read_tree(_unpacked(archive, manifest)).iter("resource"):
            keywords = tuple(text_of(each) for each in resource.iter("keyword"))
            for each in resource.iter():
                name = normpath(f"{folder}/{unquote(each.get('href', ''))}".lstrip("/"))
                if name in by_name:
                    listed.append((by_name.pop(name), keywords))
    return [*listed, *((info, ()) for info in by_name.values())]


def _is_own(info: ZipInfo) -> bool:
    return info.filename.endswith(".xml.qti")


def _unpacked(archive: ZipFile, info: ZipInfo) -> bytes:
    """Raises UnreadableFile. An archive may lie about sizes, so no more than the limit is read."""
    try:
        with archive.open(info) as file:
            document = file.read(MOST_BYTES_OF_ONE + 1)
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(
            _("The archive is damaged, encrypted or packed in an unknown way."), _("Export the file again.")
        ) from error
    if len(document) > MOST_BYTES_OF_ONE:
        raise _too_large()
    return document


def _too_large() -> UnreadableFile:
    return UnreadableFile(_("The package is too large."), _("Export fewer questions at a time."))
