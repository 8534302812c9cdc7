"""Short lesson films: a title, and points that appear one by one.

The picture is H.264 and the sound AAC in an MP4 file that starts at once, which every browser plays.
"""

import math
import tempfile
from array import array
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from textwrap import wrap

import av
from PIL import Image, ImageDraw

from demo.media_production.canvas import font, gradient, jpeg, mix
from demo.media_production.palettes import PALETTES, Palette
from demo.plans.media import POINT_SECONDS, TITLE_SECONDS, FilmPlan

WIDTH, HEIGHT = 640, 360
FRAMES_PER_SECOND = 10
SAMPLES_PER_SECOND = 24_000
ENCODING = {"preset": "slow", "tune": "animation", "crf": "30"}
CHORDS = ((196, 294, 392), (220, 330, 440), (174, 262, 348), (208, 312, 416))


@dataclass(frozen=True)
class _Slide:
    """Words drawn once; frames only place and fade them. shape: where the letters are."""

    shape: Image.Image
    top: int
    starts_at: float


def _words(text: str, size: int, line_length: int) -> Image.Image:
    lines = wrap(text, line_length)
    shape = Image.new("L", (WIDTH - 96, round(size * 1.3 * len(lines)) + 6))
    draw = ImageDraw.Draw(shape)
    for number, line in enumerate(lines):
        draw.text((0, round(number * size * 1.3)), line, font=font(size), fill=255)
    return shape


def _slides(plan: FilmPlan) -> list[_Slide]:
    heading = _words(plan.title, 32, 32)
    slides = [_Slide(heading, 40, 0.2)]
    top = 40 + heading.height + 22
    for number, point in enumerate(plan.points):
        shape = _words(point, 21, 48)
        slides.append(_Slide(shape, top, TITLE_SECONDS + number * POINT_SECONDS))
        top += shape.height + 12
    return slides


def _glide(progress: float) -> float:
    """From 0 to 1, quick at first and then gentle."""
    progress = min(1.0, max(0.0, progress))
    return 1 - (1 - progress) ** 3


def _backdrop(paint: Palette) -> Image.Image:
    """A ground larger than the frame, with soft discs; the frame drifts over it."""
    ground = gradient((WIDTH + 120, HEIGHT + 80), paint.deep, mix(paint.deep, paint.mid, 0.7))
    draw = ImageDraw.Draw(ground, "RGBA")
    for x, y, radius, fill in (
        (690, 60, 150, paint.cool),
        (600, 380, 110, paint.warm),
        (30, 420, 90, paint.cool),
    ):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(*fill, 34))
    return ground


def _frame(
    backdrop: Image.Image, slides: list[_Slide], paint: Palette, moment: float, length: float
) -> Image.Image:
    share = moment / length
    x, y = round(60 + 60 * math.sin(share * math.pi)), round(40 - 40 * math.cos(share * math.pi))
    frame = backdrop.crop((min(x, 120), min(y, 80), min(x, 120) + WIDTH, min(y, 80) + HEIGHT))
    draw = ImageDraw.Draw(frame, "RGBA")
    for number, slide in enumerate(slides):
        shown = _glide((moment - slide.starts_at) / 0.8)
        if shown <= 0:
            continue
        left = 60 - round((1 - shown) * 26)
        mask = slide.shape if shown == 1 else slide.shape.point([round(i * shown) for i in range(256)])
        frame.paste(paint.light, (left, slide.top, left + mask.width, slide.top + mask.height), mask)
        if number:
            draw.ellipse((36, slide.top + 9, 45, slide.top + 18), fill=(*paint.warm, round(255 * shown)))
    draw.rectangle((0, HEIGHT - 5, round(WIDTH * share), HEIGHT), fill=(*paint.warm, 230))
    return frame


@lru_cache(maxsize=len(CHORDS))
def _loop(chord: tuple[int, ...]) -> array:
    """Two seconds of a chord that swells; repeated, they have no click, for whole tones fit into them."""
    turn = 2 * math.pi / SAMPLES_PER_SECOND
    loop = array("h")
    for i in range(SAMPLES_PER_SECOND * 2):
        swell = 630 + 270 * math.sin(turn * 0.5 * i)
        loop.append(round(swell * sum(math.sin(turn * pitch * i) for pitch in chord)))
    return loop


def _tone(length: float, chord: int) -> array:
    """A quiet chord of that many seconds, fading in and out."""
    loop, total = _loop(CHORDS[chord % len(CHORDS)]), round(length * SAMPLES_PER_SECOND)
    sound = (loop * (total // len(loop) + 1))[:total]
    fade = round(SAMPLES_PER_SECOND * 1.2)
    for i in range(fade):
        sound[i] = sound[i] * i // fade
        sound[-1 - i] = sound[-1 - i] * i // fade
    return sound


def _add_sound(container: av.container.OutputContainer, stream: av.audio.AudioStream, samples: array) -> None:
    for start in range(0, len(samples), 1024):
        piece = samples[start : start + 1024]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece))
        frame.planes[0].update(piece.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = (
            SAMPLES_PER_SECOND,
            start,
            Fraction(1, SAMPLES_PER_SECOND),
        )
        container.mux(stream.encode(frame))
    container.mux(stream.encode())


def _write(path: str, slides: list[_Slide], paint: Palette, length: float, samples: array) -> None:
    backdrop = _backdrop(paint)
    with av.open(path, "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = container.add_stream(
            "libx264",
            rate=FRAMES_PER_SECOND,
            options=ENCODING,
        )
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.codec_context.thread_count = 1
        sound = container.add_stream("aac", rate=SAMPLES_PER_SECOND, layout="mono")
        sound.bit_rate = 24_000
        for number in range(round(length * FRAMES_PER_SECOND)):
            picture = _frame(backdrop, slides, paint, number / FRAMES_PER_SECOND, length)
            container.mux(video.encode(av.VideoFrame.from_image(picture)))
        container.mux(video.encode())
        _add_sound(container, sound, samples)


def film(plan: FilmPlan, palette: str, chord: int = 0) -> bytes:
    """The film as MP4. Title and points have two lines at most. palette: of PALETTES; chord: of CHORDS."""
    paint, length = PALETTES[palette], plan.length_seconds
    with tempfile.TemporaryDirectory() as folder:  # the index can only be moved to the front of a real file
        path = Path(folder) / "film.mp4"
        _write(str(path), _slides(plan), paint, length, _tone(length, chord))
        return path.read_bytes()


def poster(plan: FilmPlan, palette: str) -> bytes:
    """The film's last picture, which shows all of its points, as JPEG."""
    paint, length = PALETTES[palette], plan.length_seconds
    return jpeg(_frame(_backdrop(paint), _slides(plan), paint, length - 0.1, length))
