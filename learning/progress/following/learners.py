"""The learners of a course by the release that they are shown, for staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.word_search import WordSearch
from learning.access.models import Cohort, Enrolment, ReleaseMove
from learning.courses.models import Course, Release
from learning.courses.release.proposals import ProposedRelease
from learning.progress.actions import enrolments_to_move
from learning.progress.selectors import percentages_on_own_release

from .forecast import MovedLearner, MoveForecast, foresee_move


@dataclass(frozen=True, slots=True)
class LearnerOnRelease:
    """One enrolment of a course, as the list of its learners shows it. percentage: of the release shown."""

    enrolment: Enrolment
    number: int | None
    percentage: int
    is_completed: bool
    follows: bool


def enrolments_of_course(course: Course, *, words: str = "", by_email: bool = False) -> QuerySet[Enrolment]:
    """Newest first. words: of a name, or of an address where the reader may see those."""
    rows = Enrolment.objects.filter(course=course).select_related("person", "release", "course_completion")
    fields = ("first_name", "last_name", *(["email"] if by_email else []))
    search = WordSearch([f"person__{name}" for name in fields])
    return search.among(rows, words).order_by("-enrolled_at", "-pk")


#: Whom an address names.
EVERYONE, COHORT, ONE = "everyone", "cohort", "one"


def chosen_enrolments(course: Course, asked: Mapping[str, Any], at: datetime) -> QuerySet[Enrolment]:
    """Those whom an address names: `who`, and the `cohort` or `person` by public id. Nobody for nonsense."""
    who = asked.get("who")
    key = str(asked.get("person" if who == ONE else "cohort") or "")
    if who == EVERYONE:
        return enrolments_to_move(course.pk, None, at)
    try:
        if who == COHORT and (cohort := Cohort.objects.filter(public_id=key, courses=course).first()):
            return enrolments_to_move(course.pk, cohort, at)
        if who == ONE and (person := User.objects.filter(public_id=key).first()):
            return Enrolment.objects.filter(course=course, person=person)
    except ValidationError:
        pass
    return Enrolment.objects.none()


def rows_of(course: Course, enrolments: list[Enrolment], latest: Release | None) -> list[LearnerOnRelease]:
    """How far each of these is in the release that they are shown. Two queries, however many."""
    shares = percentages_on_own_release(course, enrolments)
    return [
        LearnerOnRelease(
            enrolment=row,
            number=row.release.number if row.release else latest.number if latest else None,
            percentage=shares[row.pk],
            is_completed=hasattr(row, "course_completion"),
            follows=row.release_id is None,
        )
        for row in enrolments
    ]


def moves_of_course(course: Course) -> QuerySet[ReleaseMove]:
    """Every move of its learners, the newest first."""
    rows = ReleaseMove.objects.filter(enrolment__course=course)
    related = ("enrolment__person", "old_release", "new_release", "moved_by")
    return rows.select_related(*related).order_by("-moved_at", "-pk")


@dataclass(frozen=True, slots=True)
class MoveWarning:
    """What a move would change, to be agreed to. url: the list of the learners."""

    sentences: tuple[str, ...]
    url: str

    @property
    def key(self) -> str:
        return " ".join(self.sentences)


class PlannedMove:
    """A move of some learners of a course to a release, before it is made."""

    def __init__(self, proposal: ProposedRelease, enrolments: QuerySet[Enrolment], at: datetime) -> None:
        self.proposal, self.enrolments, self.at = proposal, enrolments, at

    @cached_property
    def forecast(self) -> MoveForecast:
        return foresee_move(self.proposal, self.enrolments, at=self.at)

    def sentences(self) -> tuple[str, ...]:
        count = self.forecast.count
        words = ngettext("%(count)d learner will be moved.", "%(count)d learners will be moved.", count)
        told = words % {"count": count} if count else _("No one will be moved.")
        return (told, *self.forecast.sentences())


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """A learner of a forecast, with the person."""

    person: User
    learner: MovedLearner


def forecast_rows(learners: list[MovedLearner]) -> list[ForecastRow]:
    """One query."""
    people: dict[int, Any] = User.objects.in_bulk([one.person_id for one in learners])
    return [ForecastRow(people[one.person_id], one) for one in learners]
