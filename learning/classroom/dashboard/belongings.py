"""What a person has at all, read at once: most have nothing of most of it, and need not be asked about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from common.one_statement import PERSON, RowsAsJson, Statement, read_rows
from learning.access.models import CohortMember, CourseAccess, PathMember
from learning.certificates.models import Certificate
from learning.progress.models import Favourite

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Belongings:
    """favourites: ids of courses. granted: ids of those that they ever had a grant for. paths: ids of the
    paths they are on, the latest first. certificates: how many that weren't revoked.
    """

    favourites: frozenset[int] = frozenset()
    granted: frozenset[int] = frozenset()
    paths: tuple[int, ...] = ()
    is_in_cohort: bool = False
    certificates: int = 0


def _belongings() -> QuerySet[Any, Any]:
    from accounts.models import User

    paths = PathMember.objects.filter(person=PERSON, left_at=None).order_by("-joined_at", "-pk")
    certificates = Certificate.objects.filter(enrolment__person=PERSON, revoked_at=None).order_by()
    return User.objects.filter(pk=PERSON).values_list(
        RowsAsJson(Favourite.objects.filter(person=PERSON).order_by().values_list("course_id")),
        RowsAsJson(CourseAccess.objects.filter(person=PERSON).order_by().values_list("course_id").distinct()),
        RowsAsJson(paths.values_list("path_id")),
        RowsAsJson(CohortMember.objects.present().filter(person=PERSON).order_by().values_list("pk")[:1]),
        RowsAsJson(certificates.values_list("pk")),
    )


_BELONGINGS = Statement(_belongings)


def belongings_of(person: User | None) -> Belongings:
    """One query; none for a stranger, who has nothing."""
    if person is None:
        return Belongings()
    for row in _BELONGINGS.rows({PERSON: person.pk}):
        favourites, granted, paths, cohorts, certificates = (
            [id for (id,) in read_rows(each)] for each in row
        )
        return Belongings(
            favourites=frozenset(favourites),
            granted=frozenset(granted),
            paths=tuple(paths),
            is_in_cohort=bool(cohorts),
            certificates=len(certificates),
        )
    return Belongings()
