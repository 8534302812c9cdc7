"""The form of a course's status and of who teaches it: people are chosen by name, and none is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.courses import policies
from learning.courses.models import Course

if TYPE_CHECKING:
    from accounts.models import User

MOST_FOUND = 10
SEARCHED = ("first_name", "last_name", "display_name", "email")


def people_named(text: str, course: Course) -> list[User]:
    """Those who may teach and don't teach this course yet, whose name or address has each of these words.

    At most ten; nobody for no words. One query.
    """
    words = text.split()[:6]
    if not words:
        return []
    found = policies.people_who_may_teach().exclude(course_instructors__course=course)
    for word in words:
        named = Q()
        for field in SEARCHED:
            named |= Q(**{f"{field}__icontains": word})
        found = found.filter(named)
    return list(found[:MOST_FOUND])


@dataclass(frozen=True, slots=True)
class InstructorRow:
    """One who teaches, as the form shows it. may_be_removed: not the owner, unless one may hand over."""

    account: User
    position: str
    is_owner: bool
    is_removed: bool
    may_be_removed: bool


class CourseStatusForm(forms.Form):
    """A course's status, and who teaches it: those who do, with their places, and those chosen besides.

    may_hand_over: whether the owner can be another one afterwards. People who were added or removed elsewhere
    meanwhile stay as they are now.
    """

    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=Course.Status.choices)

    def __init__(self, data: Any, *, course: Course, may_hand_over: bool) -> None:
        super().__init__(data, initial={"status": course.status})
        self.course, self.may_hand_over = course, may_hand_over
        self.teaching = list(course.course_instructors.select_related("account"))
        self.found: list[User] = []
        self.has_searched = False
        self.people: list[User] = []
        self.owner: User | None = None

    def find(self, text: str) -> None:
        """Offer whom these words find."""
        chosen = {account.pk for account in self.chosen}
        self.found = [account for account in people_named(text, self.course) if account.pk not in chosen]
        self.has_searched = True

    @property
    def find_text(self) -> str:
        return str(self.data.get("find", ""))

    @property
    def chosen(self) -> list[User]:
        """Those who were ticked to be added. One query where there are any."""
        ids = [int(pk) for pk in self._sent("add") if pk.isascii() and pk.isdigit()][: MOST_FOUND * 2]
        if not ids:
            return []
        people = policies.people_who_may_teach().filter(pk__in=ids)
        return list(people.exclude(course_instructors__course=self.course))

    @property
    def rows(self) -> list[InstructorRow]:
        owner = self._owner_id()
        removed = set(self._sent("remove"))
        return [
            InstructorRow(
                account=row.account,
                position=str(self.data.get(f"position-{row.account_id}") or number),
                is_owner=row.account_id == owner,
                is_removed=str(row.account_id) in removed,
                may_be_removed=self.may_hand_over or not row.is_owner,
            )
            for number, row in enumerate(self.teaching, 1)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        staying = [row for row in self.rows if not row.is_removed]
        staying.sort(key=lambda row: _number(row.position))
        self.people = [row.account for row in staying] + self.chosen
        owner = self._owner_id()
        self.owner = next((account for account in self.people if account.pk == owner), None)
        if not self.people:
            raise forms.ValidationError(_("A course needs at least one instructor."))
        if self.owner is None and any(row.is_owner for row in self.teaching):
            raise forms.ValidationError(_("Choose who owns the course before you remove its owner."))
        return data

    def _owner_id(self) -> int | None:
        sent = str(self.data.get("owner", ""))
        if sent.isascii() and sent.isdigit():
            return int(sent)
        return next((row.account_id for row in self.teaching if row.is_owner), None)

    def _sent(self, name: str) -> list[str]:
        sent: Any = self.data  # a QueryDict
        return list(sent.getlist(name)) if self.is_bound else []


def _number(position: str) -> int:
    return int(position) if position.isascii() and position.isdigit() else 0
