"""Briefs: an assignment as it read, and by what rules it is marked, when somebody began to work on it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from learning.assessments.models import Assignment
from learning.assessments.quizzes.placements import PlacedActivity

_ENDING = re.compile(r"[a-z0-9]{1,10}", re.ASCII)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Level:
    """How well a criterion may be met, and the marks that this earns."""

    label: str
    marks: Decimal
    description: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is looked at. id: of its block."""

    id: str
    name: str
    levels: tuple[Level, ...]
    description: str = ""

    @property
    def most_marks(self) -> Decimal:
        return max((level.marks for level in self.levels), default=NOTHING)


@dataclass(frozen=True, slots=True)
class AssignmentSnapshot:
    """What is asked, in the learner's language, with the rules of the course's own.

    instructions: the stream as JSON. most_marks: of an assignment without a rubric. file_types: endings in
    lower case, without the dot. attempt_limit: 0: none. shown_together: marks are not shown one by one.
    """

    title: str
    instructions: list[dict[str, Any]]
    rubric: tuple[Criterion, ...]
    most_marks: Decimal
    passing_score: int
    late_policy: str
    late_percent_per_day: int
    attempt_limit: int
    takes_text: bool
    takes_files: bool
    file_types: tuple[str, ...]
    most_files: int
    most_megabytes: int
    shown_together: bool

    @property
    def most_points(self) -> Decimal:
        """With a rubric: what its best levels add up to."""
        if not self.rubric:
            return self.most_marks
        return sum((criterion.most_marks for criterion in self.rubric), NOTHING) or self.most_marks

    @property
    def refuses_late(self) -> bool:
        return self.late_policy == Assignment.LatePolicy.REFUSE

    @property
    def deducts(self) -> bool:
        return self.late_policy == Assignment.LatePolicy.DEDUCT

    @property
    def hash(self) -> str:
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    @classmethod
    def of(cls, place: PlacedActivity) -> AssignmentSnapshot:
        """The assignment of a place as it reads now."""
        source, words = place.source, place.words
        assert isinstance(source, Assignment) and isinstance(words, Assignment)
        return cls(
            title=words.title,
            instructions=list(words.instructions.get_prep_value()),
            rubric=_rubric_of(source, words),
            most_marks=source.most_marks,
            passing_score=source.passing_score,
            late_policy=source.late_policy,
            late_percent_per_day=source.late_percent_per_day,
            attempt_limit=source.attempt_limit,
            takes_text=source.takes_text,
            takes_files=source.takes_files,
            file_types=endings(source.file_types),
            most_files=source.most_files,
            most_megabytes=source.most_megabytes,
            shown_together=source.feedback == Assignment.Feedback.TOGETHER,
        )

    def to_json(self) -> dict[str, Any]:
        kept = asdict(self)
        kept["most_marks"] = str(self.most_marks)
        for criterion in kept["rubric"]:
            for level in criterion["levels"]:
                level["marks"] = str(level["marks"])
        return json.loads(json.dumps(kept))

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> AssignmentSnapshot:
        rubric = tuple(
            Criterion(
                row["id"],
                row["name"],
                tuple(
                    Level(one["label"], Decimal(one["marks"]), one["description"]) for one in row["levels"]
                ),
                row["description"],
            )
            for row in kept["rubric"]
        )
        plain = {"rubric": rubric, "most_marks": Decimal(kept["most_marks"])}
        return cls(**{**kept, **plain, "file_types": tuple(kept["file_types"])})


def endings(written: str) -> tuple[str, ...]:
    """The endings in what an author wrote, each once: `.PDF, docx` are pdf and docx."""
    return tuple(dict.fromkeys(_ENDING.findall(written.lower())))


def points_of(rubric: tuple[Criterion, ...], chosen: Mapping[str, int]) -> Decimal:
    """What the chosen levels add up to. chosen: by the id of a criterion the place of its level, from 0.

    Raises KeyError or IndexError for what is not in the rubric, and KeyError for a criterion without level.
    """
    unknown = set(chosen) - {criterion.id for criterion in rubric}
    if unknown or any(place < 0 for place in chosen.values()):
        raise KeyError(f"not in the rubric: {unknown or chosen}")
    return sum((criterion.levels[chosen[criterion.id]].marks for criterion in rubric), NOTHING)


def _rubric_of(source: Assignment, words: Assignment) -> tuple[Criterion, ...]:
    """In the words of the translation, as long as that has the criteria and marks of its source."""
    mine, theirs = _read_rubric(source), _read_rubric(words)
    is_same = [_marks_of(one) for one in mine] == [_marks_of(one) for one in theirs]
    return theirs if is_same else mine


def _read_rubric(assignment: Assignment) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            id=child.id,
            name=child.value["name"],
            description=child.value["description"],
            levels=tuple(
                Level(level["label"], level["marks"], level["description"]) for level in child.value["levels"]
            ),
        )
        for child in assignment.rubric
    )


def _marks_of(criterion: Criterion) -> list[Decimal]:
    return [level.marks for level in criterion.levels]
