"""What a file holds, judged by its first bytes and never by its name alone."""

from typing import IO, Any

HEAD_BYTES = 4096

_OPENINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"fLaC", "flac"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
)


def kind_of(file: IO[Any]) -> str:
    """Name what `file` holds: pdf, zip, mp4, matroska, ogg, mp3, aac, wav, flac, jpeg, png, webp,
    captions (WebVTT), text or unknown. The position in the file is put back to the start."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    for opening, kind in _OPENINGS:
        if head.startswith(opening):
            return kind
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:4] == b"RIFF":
        return {b"WAVE": "wav", b"WEBP": "webp"}.get(head[8:12], "unknown")
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        # MPEG audio frames: layer bits 00 mean ADTS (AAC), the others MP3.
        return "aac" if head[1] & 0x06 == 0 else "mp3"
    return _kind_of_text(head)


def _kind_of_text(head: bytes) -> str:
    if b"\x00" in head:
        return "unknown"
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A character cut in two by the end of the head is no fault of the file.
        if len(head) < HEAD_BYTES or error.start < len(head) - 4:
            return "unknown"
        text = head[: error.start].decode("utf-8-sig")
    first_line = text.split("\n", 1)[0].rstrip("\r")
    if first_line == "WEBVTT" or first_line.startswith(("WEBVTT ", "WEBVTT\t")):
        return "captions"
    return "text"
