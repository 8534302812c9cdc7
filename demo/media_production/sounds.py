"""Notes to hear, made of sine waves and kept as AAC, which every browser plays."""

from __future__ import annotations

import array
import io
import math
import re

import av

from demo.plans.media import SoundPlan

RATE = 44_100
A4 = 440.0
_STEPS = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "B": 2}
#: The strength of a note and of its first overtones: round, and not a mere whistle.
_PARTIALS = (1.0, 0.42, 0.22, 0.1, 0.05)
_FADE_SECONDS = 0.02


def hertz(note: str) -> float:
    """The frequency of a note such as C4 or F#3 in equal temperament with A4 at 440 Hz.

    Raises ValueError for anything else.
    """
    match = re.fullmatch(r"([A-G])(#|b)?(\d)", note)
    if match is None:
        raise ValueError(f"{note!r} is no note")
    name, sign, octave = match.groups()
    steps = _STEPS[name] + {"#": 1, "b": -1}.get(sign or "", 0) + 12 * (int(octave) - 4)
    return A4 * 2 ** (steps / 12)


def sound(plan: SoundPlan) -> bytes:
    """The sound as an M4A file."""
    return _encoded(_samples(plan))


def _samples(plan: SoundPlan) -> array.array[int]:
    """Every sample, 16 bits each."""
    if plan.kind == "melody":
        parts = [_tone([note], plan.beat) for note in plan.notes]
        mixed = [value for part in parts for value in part]
    else:
        mixed = _tone(list(plan.notes), plan.seconds)
    loudest = max(map(abs, mixed)) or 1
    return array.array("h", (round(value / loudest * 22_000) for value in mixed))


def _tone(notes: list[str], seconds: float) -> list[float]:
    """Notes together, struck and dying away."""
    count = int(RATE * seconds)
    total = [0.0] * count
    for note in notes:
        for number, strength in enumerate(_PARTIALS, start=1):
            step = 2 * math.pi * hertz(note) * number / RATE
            for at in range(count):
                total[at] += strength * math.sin(step * at)
    fade = int(RATE * _FADE_SECONDS)
    return [
        value * min(1, at / fade, (count - at) / fade) * math.exp(-1.6 * at / count)
        for at, value in enumerate(total)
    ]


def _encoded(samples: array.array[int]) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        stream.bit_rate = 64_000
        size = 1024
        for start in range(0, len(samples), size):
            piece = samples[start : start + size]
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece))
            frame.planes[0].update(piece.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()
