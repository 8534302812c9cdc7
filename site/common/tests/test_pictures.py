"""A picture costs little memory, whatever its dimensions and whatever is wrong with it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import zlib
from io import BytesIO
from pathlib import Path
from struct import pack
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as unhurried
from hypothesis import strategies as st
from PIL import Image

from common.pictures import decoding
from common.pictures.decoding import PictureRefused, decoded, prove_readable, read_header
from common.pictures.limits import DECODING_BYTES, IMPORTED, LIBRARY, MEGAPIXEL, PHOTO, PictureLimits

# What a child process adds to its memory while it decodes the file in its first argument.
MEASURED = """
import resource, sys
from io import BytesIO
from PIL import Image
from common.pictures import decoding, limits

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

content = BytesIO(open(sys.argv[1], "rb").read())
decoding.prove_readable(BytesIO(open(sys.argv[2], "rb").read()), limits.LIBRARY)  # its plugin is loaded now
before = peak()
with decoding.decoded(content, limits.LIBRARY, size=(640, 640)) as (header, small):
    assert min(small.size) >= 640, small.size
print(peak() - before)
"""


def saved(mode: str, size: tuple[int, int], kind: str, **options: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 90 if len(mode) == 1 else (200, 90, 30, 255)[: len(mode)]).save(
        out, kind, **options
    )
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG of one colour, written by hand: nothing as large is ever held."""
    packer, rows = zlib.compressobj(1), bytes(width * 4 + 1)
    data = b"".join(packer.compress(rows) for _row in range(height)) + packer.flush()

    def chunk(name: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))

    head = pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def memory_for(content: bytes, small: bytes, tmp_path: Path) -> int:
    files = (tmp_path / "large", tmp_path / "small")
    for file, written in zip(files, (content, small), strict=True):
        file.write_bytes(written)
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, files)],
        env={"PYTHONPATH": f"{settings.BASE_DIR / 'site'}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return int(told.stdout)


MEBIBYTE = 1024 * 1024


def test_a_large_jpeg_is_shrunk_while_it_is_decoded(tmp_path: Path) -> None:
    content = saved("L", (8000, 8000), "JPEG")
    assert memory_for(content, saved("L", (10, 10), "JPEG"), tmp_path) < 16 * MEBIBYTE  # of 61 for its pixels


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_no_picture_that_is_taken_costs_more_than_its_limit(tmp_path: Path, kind: str) -> None:
    side = int(LIBRARY.most_pixels_of(kind) ** 0.5)
    content = png_of(side, side) if kind == "PNG" else saved("RGB", (side, side), kind, method=0, quality=1)
    cost = memory_for(content, saved("RGB", (10, 10), kind), tmp_path)
    assert cost < LIBRARY.decoding_bytes + 24 * MEBIBYTE
    beyond = PictureLimits((kind,), side * side, DECODING_BYTES[kind] * (side * side - 1))
    with pytest.raises(PictureRefused) as refused:
        prove_readable(BytesIO(content), beyond)
    assert refused.value.code == "too_many_pixels"


def test_too_many_pixels_are_refused_before_anything_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "_shrunk", lambda *given: pytest.fail("it was decoded"))
    whole = png_of(8000, 1)
    for width, height in ((8000, 8000), (12_000, 9_000), (200_000, 200_000)):
        claimed = whole[:16] + pack(">II", width, height) + whole[24:29]
        claimed += pack(">I", zlib.crc32(claimed[12:29])) + whole[33:]
        with pytest.raises(PictureRefused) as refused:
            prove_readable(BytesIO(claimed), LIBRARY)
        assert refused.value.code == "too_many_pixels", (width, height)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_the_frames_of_an_animation_count(kind: str) -> None:
    frames = [Image.new("L", (40, 30), shade) for shade in (10, 90, 200)]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=50)
    assert read_header(out, PictureLimits((kind,), 3 * 1200, MEBIBYTE)).frames == 3
    with pytest.raises(PictureRefused):
        read_header(out, PictureLimits((kind,), 3 * 1200 - 1, MEBIBYTE))


@pytest.mark.parametrize("limits", [LIBRARY, IMPORTED, PHOTO])
def test_what_phones_and_cameras_make_is_taken(limits: PictureLimits) -> None:
    """The limits are for pictures that nobody needs: 50 megapixels of a phone, 12 of a progressive JPEG."""
    assert limits.most_pixels_of("JPEG") >= 50 * MEGAPIXEL
    assert limits.most_pixels_of("PROGRESSIVE") >= 12 * MEGAPIXEL
    assert limits.most_pixels_of("PNG") >= 3840 * 2160 * 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_file_that_breaks_off_is_refused(kind: str) -> None:
    noisy = Image.effect_noise((400, 300), 80)
    out = BytesIO()
    noisy.save(out, kind)
    assert prove_readable(out, LIBRARY).size == (400, 300)
    for share in (0.02, 0.3, 0.8):
        with pytest.raises(PictureRefused) as refused:
            prove_readable(BytesIO(out.getvalue()[: int(len(out.getvalue()) * share)]), LIBRARY)
        assert refused.value.code == "unreadable", share


@unhurried(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]))
def test_whatever_is_in_a_file_it_is_taken_or_refused(noise: bytes, kind: str) -> None:
    content = saved("RGB", (20, 10), kind)
    for broken in (noise, content[:12] + noise, content[: len(content) // 2] + noise):
        try:
            assert prove_readable(BytesIO(broken), LIBRARY).pixels > 0
        except PictureRefused as refused:
            assert str(refused)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_shrinking_keeps_what_is_seen(mode: str) -> None:
    image = Image.new("RGB", (900, 600), (250, 250, 250))
    image.paste((10, 10, 10), (450, 0, 900, 600))
    out = BytesIO()
    image.convert(mode).save(out, "PNG", dpi=(72, 72))
    with decoded(out, LIBRARY, size=(90, 60)) as (header, small):
        assert (header.size, small.size) == ((900, 600), (90, 60))
        assert "dpi" in small.info
        seen = small.convert("L")
    assert [seen.getpixel((x, 30)) > 128 for x in (5, 40, 49, 85)] == [True, True, False, False]


def test_one_large_picture_is_decoded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    content, running, most = saved("L", (2000, 1500), "PNG"), [], []
    real = decoding._shrunk

    def watched(image: Any, size: Any) -> Any:
        running.append(1)
        most.append(len(running))
        time.sleep(0.02)
        small = real(image, size)
        running.pop()
        return small

    monkeypatch.setattr(decoding, "_shrunk", watched)
    threads = [threading.Thread(target=prove_readable, args=(BytesIO(content), LIBRARY)) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]


def test_who_would_wait_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    content, codes = saved("L", (2000, 1500), "PNG"), []
    monkeypatch.setattr(decoding, "WAIT_SECONDS", 0.01)

    def send() -> None:
        with pytest.raises(PictureRefused) as refused:
            prove_readable(BytesIO(content), LIBRARY)
        codes.append(refused.value.code)

    with decoded(BytesIO(content), LIBRARY, size=(100, 100)):
        other = threading.Thread(target=send)
        other.start()
        other.join()
    assert codes == ["busy"]
