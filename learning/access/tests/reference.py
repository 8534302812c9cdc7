"""Who may enter what, told slowly and plainly: the verdict that `learning.access` has to agree with.

All that ever happened stands in one list, in its order. To answer for a moment, the list is read from its
beginning up to that moment and what it says is applied to plain dictionaries; then the questions of the rules
are asked one after another. No table, no query and no code of the app is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

#: (when, what, its details); the details of each kind are named in `World.apply`.
Happening = tuple[datetime, str, dict[str, Any]]

OPEN_RULES: dict[str, Any] = {
    "visibility": "public",
    "method": "open",
    "before": (),
    "scores": (),
    "until": None,
    "anchor": "",
    "date": None,
    "drip": {},
    "is_free": True,
    "is_withdrawn": False,
}
CLOSED_METHODS = {
    "invite_only": "invite_only",
    "cohort_only": "cohort_only",
    "subscription_only": "subscription_only",
}


@dataclass
class Grant:
    course: Any
    starts: datetime
    ends: datetime | None
    status: str
    path: Any

    def worth(self, moment: datetime) -> str:
        if self.status != "unlocked":
            return self.status
        if moment < self.starts:
            return "not_started"
        if self.ends is not None and moment >= self.ends:
            return "expired"
        return "open"


@dataclass
class World:
    """One person, and everything around them, at a moment."""

    status: dict[Any, str] = field(default_factory=dict)
    rules: dict[Any, dict[str, Any]] = field(default_factory=dict)
    grants: dict[Any, Grant] = field(default_factory=dict)
    paths: dict[Any, list[tuple[Any, bool]]] = field(default_factory=dict)
    cohorts: dict[Any, tuple[datetime, set[Any]]] = field(default_factory=dict)
    member_of: set[Any] = field(default_factory=set)
    enrolled: dict[Any, datetime] = field(default_factory=dict)
    finished: set[Any] = field(default_factory=set)
    done: set[Any] = field(default_factory=set)
    scores: dict[Any, list[int]] = field(default_factory=dict)
    suspended: bool = False

    def apply(self, when: datetime, what: str, said: dict[str, Any]) -> None:  # noqa: C901  (plain on purpose)
        match what:
            case "status":
                self.status[said["course"]] = said["status"]
            case "released":
                self.rules[said["course"]] = OPEN_RULES | said["rules"]
            case "granted":
                self.grants[said["grant"]] = Grant(
                    said["course"], said["starts"], said["ends"], said["status"], said["path"]
                )
            case "grant status":
                self.grants[said["grant"]].status = said["status"]
            case "source ended":
                grant = self.grants[said["grant"]]
                if grant.status not in ("locked", "revoked"):
                    grant.status = "ended"
            case "end moved":
                self.grants[said["grant"]].ends = said["ends"]
            case "path":
                self.paths[said["path"]] = said["courses"]
            case "cohort":
                self.cohorts[said["cohort"]] = (said["starts"], said["courses"])
            case "joined":
                self.member_of.add(said["cohort"])
            case "left":
                self.member_of.discard(said["cohort"])
            case "enrolled":
                self.enrolled[said["course"]] = when
            case "finished":
                self.finished.add(said["course"])
            case "lesson done":
                self.done.add(said["lesson"])
            case "scored":
                self.scores.setdefault(said["quiz"], []).append(said["score"])
            case "suspended":
                self.suspended = said["is_so"]
            case _:
                raise AssertionError(what)


def world_at(history: list[Happening], moment: datetime) -> World:
    world = World()
    for when, what, said in history:
        if when <= moment:
            world.apply(when, what, said)
    return world


def course_code(  # noqa: C901  (plain on purpose)
    history: list[Happening], course: Any, moment: datetime, *, signed_in: bool = True
) -> str:
    """The code of the verdict on a course; `open` is the only one that lets the person in."""
    world = world_at(history, moment)
    status, rules = world.status.get(course), world.rules.get(course)
    grants = [grant for grant in world.grants.values() if grant.course == course and signed_in]
    worth = [grant.worth(moment) for grant in grants]
    if signed_in and world.suspended:
        return "suspended"
    # What somebody has finished stays open to them, unless it was taken from them for cause.
    stays = "open" in worth or (worth and "revoked" not in worth)
    if signed_in and course in world.finished and stays:
        return "open"
    if rules is not None and rules["is_withdrawn"]:
        return "unpublished"
    if rules is None and status != "coming_soon":
        return "unpublished"
    rules = rules or OPEN_RULES
    if rules["visibility"] == "private" and not grants:
        return "private"
    if rules["visibility"] == "members_only" and not signed_in:
        return "members_only"
    if status in ("coming_soon", "locked"):
        return status
    # Dates and sources close a grant; staff's decision against the person bars them, too. Whoever is not
    # barred may do what somebody may who never had a grant, and reads what they had where nothing else bars.
    is_over = rules["until"] is not None and rules["until"] <= moment
    takes_anybody = (
        rules["is_free"]
        and rules["method"] == "open"
        and rules["visibility"] not in ("private", "subscribers_only")
        and status == "active"
        and not is_over
    )
    is_barred = "locked" in worth or "revoked" in worth
    hopes = ("not_started", "pending", "locked", "revoked", "expired", "ended")
    hope = next((hope for hope in hopes if hope in worth), "no_grant")
    if grants and "open" not in worth and (is_barred or not takes_anybody):
        return hope
    if "open" not in worth:
        if status == "archived":
            return "archived"
        if is_over:
            return "expired"
        if rules["visibility"] == "subscribers_only":
            return "subscription_only"
        if rules["method"] in CLOSED_METHODS:
            return CLOSED_METHODS[rules["method"]]
    finished = world.finished if signed_in else None
    if finished is not None and not _still_asked(world, rules["before"]) <= finished:
        return "prerequisite"
    if signed_in and any(max(world.scores.get(quiz, [-1])) < least for quiz, least in rules["scores"]):
        return "quiz_score"
    if "open" not in worth:
        return hope
    if any(_is_in_order(world, grant) for grant in grants if grant.worth(moment) == "open"):
        return "open"
    return "path_order"


def lesson_code(history: list[Happening], course: Any, lesson: Any, moment: datetime) -> str:
    """The code of the verdict on one lesson that is no free preview."""
    code = course_code(history, course, moment)
    if code != "open":
        return code
    world = world_at(history, moment)
    rules = world.rules.get(course, OPEN_RULES)
    if lesson in world.done:
        return "open"
    if course in world.finished or lesson not in rules["drip"] or not rules["anchor"]:
        return "open"
    start = _start(world, rules, course)
    if start is None or moment < start + timedelta(days=rules["drip"][lesson]):
        return "drip"
    return "open"


def _is_in_order(world: World, grant: Grant) -> bool:
    if grant.path is None or grant.path not in world.paths:
        return True
    before = []
    for course, is_required in world.paths[grant.path]:
        if course == grant.course:
            return _still_asked(world, before) <= world.finished
        if is_required:
            before.append(course)
    return True


def _still_asked(world: World, before: Any) -> set[Any]:
    """A course that nobody can begin any more is asked of nobody."""
    asked = set()
    for course in before:
        rules, status = world.rules.get(course), world.status.get(course)
        is_there = rules is not None and not rules["is_withdrawn"]
        if status != "archived" and (is_there or rules is None and status == "coming_soon"):
            asked.add(course)
    return asked


def _start(world: World, rules: dict[str, Any], course: Any) -> datetime | None:
    if rules["anchor"] == "date":
        return rules["date"]
    if rules["anchor"] == "cohort":
        of_cohorts = [
            starts
            for cohort, (starts, opened) in world.cohorts.items()
            if cohort in world.member_of and course in opened
        ]
        if of_cohorts:
            return min(of_cohorts)
    return world.enrolled.get(course)
