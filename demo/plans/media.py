"""Plans of the demo's pictures, films, sounds and hand-outs, as the content asks for them."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from demo.plans.content import read_content

#: How long a film shows its title alone, each point as the newest, and everything at the end.
TITLE_SECONDS, POINT_SECONDS, ENDING_SECONDS = 2.5, 3.0, 1.5


@dataclass(frozen=True)
class FilmPlan:
    """What a film shows: a title and its points."""

    title: str
    points: list[str]

    @property
    def length_seconds(self) -> float:
        """How long the film lasts."""
        return TITLE_SECONDS + POINT_SECONDS * len(self.points) + ENDING_SECONDS

    @property
    def transcript(self) -> str:
        """Its words in paragraphs."""
        return "\n\n".join([self.title, *self.points])

    @property
    def captions(self) -> str:
        """Its words as WebVTT, each cue lasting as long as its words are the newest on the screen."""
        cues = ["WEBVTT"]
        starts_at, ends_at = 0.0, TITLE_SECONDS
        for words in (self.title, *self.points):
            cues.append(f"{_timestamp(starts_at)} --> {_timestamp(ends_at)}\n{words}")
            starts_at, ends_at = ends_at, ends_at + POINT_SECONDS
        return "\n\n".join(cues) + "\n"


@dataclass(frozen=True)
class TextFile:
    """A file to download that is only text."""

    title: str
    text: str


@dataclass(frozen=True)
class PicturePlan:
    """A picture that a course draws for itself; `drawn` says how (`media_production.lesson_pictures`)."""

    title: str
    alt: str
    kind: str
    drawn: dict[str, Any]


@dataclass(frozen=True)
class SoundPlan:
    """Notes to hear: together (tones) or one after another (melody). seconds: of all; beat: of one note."""

    title: str
    kind: str
    notes: tuple[str, ...]
    transcript: str
    seconds: float = 2.0
    beat: float = 0.5

    @property
    def length_seconds(self) -> float:
        """How long the sound lasts."""
        return self.beat * len(self.notes) if self.kind == "melody" else self.seconds


@dataclass(frozen=True)
class HandoutPlan:
    """A hand-out: a title, a line about its use, and headed lists of points to tick off."""

    title: str
    use: str
    course: str
    palette: str
    sections: dict[str, list[str]] = field(default_factory=dict)


class Looks(NamedTuple):
    """How a figure looks. skin, hair: `#rrggbb`; style: `short`, `long`, `cloud`, `bun` or `scarf`."""

    skin: str
    hair: str
    style: str = "short"
    glasses: bool = False


@dataclass(frozen=True)
class DiagramPlan:
    """A diagram that several courses may show: its title, and its description for who cannot see it."""

    title: str
    alt: str


@lru_cache(maxsize=1)
def all_diagrams() -> dict[str, DiagramPlan]:
    """Every diagram by its name (`content/diagrams.toml`)."""
    return {name: DiagramPlan(**words) for name, words in read_content("diagrams").items()}


def _timestamp(seconds: float) -> str:
    """The moment as WebVTT writes it."""
    return f"{int(seconds // 3600):02}:{int(seconds // 60 % 60):02}:{seconds % 60:06.3f}"
