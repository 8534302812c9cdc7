"""Telling people that their access was given, ends soon, has ended or was given back: once, in one email.

What is sent goes by how the person stands over all their grants, not by the one that changed: whoever still
has access by another grant is not told that it ended. Changes of one person that come together, such as the
courses of a bundle, are told together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone, translation

from accounts.models import User
from common.background.durable import enqueue_durably
from common.verdict import Verdict
from learning.courses.viewer import Viewer

from .. import messages
from ..models import AccessEvent, AccessNotice, CourseAccess, Milestone
from ..policies import course_verdicts
from .bulk.recipients import batches

#: Older changes are history: a fact that arrives late, or an imported past, is not told.
RECENT = timedelta(days=3)
#: How long before its end people are told, and at most which share of the whole time that is.
SOON = timedelta(days=7)
SHARE = 4
#: So long before the end they are told once more.
LAST_DAY = timedelta(days=1)
AT_ONCE = 100

Kind = AccessNotice.Kind


@dataclass(frozen=True, slots=True)
class _Change:
    """The last change of a grant. was_open: whether the grant let its person in just before."""

    grant: CourseAccess
    event: AccessEvent
    before: AccessEvent | None
    was_open: bool


def tell_many_of_changes(*, grant_ids: Iterable[int], using: str = DEFAULT_DB_ALIAS) -> None:
    """Have `tell_of_changes` done in the background, some at a time."""
    from ..tasks import tell_of_changes as tell

    ids = list(grant_ids)
    for start in range(0, len(ids), AT_ONCE):
        enqueue_durably(tell, *ids[start : start + AT_ONCE], using=using)


def tell_of_changes(*, grant_ids: Iterable[int], now: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Tell the people of these grants what the last change of each means for them. Returns how many emails.

    Safe to repeat: what was told once, or need not be told, is not told again. One query where nothing
    recent changed, about ten for each person else. Raises what sending an email raises; what was not sent by
    then is told by the next try.
    """
    ids = list(grant_ids)
    recent = AccessEvent.objects.using(using).filter(grant__in=ids, at__gt=now - RECENT, at__lte=now)
    keys: dict[int, set[str]] = defaultdict(set)
    for person_id, key in recent.values_list("grant__person_id", "grant__source_key").distinct():
        keys[person_id].add(key)
    people = User.objects.using(using).in_bulk(list(keys))
    return sum(_tell_person(person, keys[pk], now, using=using) for pk, person in people.items())


def tell_of_ends(*, now: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Tell, once for each end, the people whose access ends soon, and again a day before. Returns how many
    emails.

    Soon is a week before, and for a short access when a quarter of its time is left; who was told of that
    less than a day ago isn't told again. Nothing is said to whoever keeps access by another grant or has
    completed the course.
    """
    soon = _ending_before(now + SOON, now, using=using).exclude(Exists(_said(Kind.ENDS_SOON)))
    warned = Exists(_said(Kind.ENDS_SOON).filter(at__lte=now - LAST_DAY))
    last = _ending_before(now + LAST_DAY, now, using=using).filter(warned)
    last = last.exclude(Exists(_said(Kind.LAST_DAY)))
    sent = _tell_ends(last, Kind.LAST_DAY, now, using=using)
    return sent + _tell_ends(soon, Kind.ENDS_SOON, now, using=using)


def _said(kind: Kind) -> QuerySet[AccessNotice]:
    """The notice of this kind about the end of a grant, as a subquery of grants."""
    return AccessNotice.objects.filter(grant=OuterRef("pk"), kind=kind, ends_at=OuterRef("ends_at"))


def _ending_before(moment: datetime, now: datetime, *, using: str) -> QuerySet[CourseAccess]:
    ending = CourseAccess.objects.using(using).filter(status=CourseAccess.Status.UNLOCKED)
    return ending.filter(ends_at__gt=now, ends_at__lte=moment, starts_at__lte=now, person__is_active=True)


def _tell_ends(ending: QuerySet[CourseAccess], kind: Kind, now: datetime, *, using: str) -> int:
    people = sorted(set(ending.values_list("person_id", flat=True)))
    sent = 0
    for some in batches(people):
        grants: dict[User, list[CourseAccess]] = defaultdict(list)
        for grant in ending.filter(person__in=some).select_related("person", "course").order_by("ends_at"):
            if kind == Kind.LAST_DAY or _ends_soon(grant, now):
                grants[grant.person].append(grant)
        for person, theirs in grants.items():
            sent += _tell_end(person, theirs, kind, now, using=using)
    return sent


def _ends_soon(grant: CourseAccess, now: datetime) -> bool:
    assert grant.ends_at is not None, "only what ends is asked"
    return grant.ends_at - now <= min(SOON, (grant.ends_at - grant.starts_at) / SHARE)


def _tell_end(person: User, grants: list[CourseAccess], kind: Kind, now: datetime, *, using: str) -> int:
    courses = {grant.course_id for grant in grants}
    held = CourseAccess.objects.using(using).filter(person=person, course__in=courses)
    lasting = list(held.filter(status=CourseAccess.Status.UNLOCKED))
    done = Milestone.objects.using(using).filter(
        person=person, course__in=courses, kind=Milestone.Kind.COURSE_COMPLETED
    )
    stays = set(done.values_list("course_id", flat=True)) | {
        grant.course_id
        for grant in grants
        if any(other.course_id == grant.course_id and _lasts_longer(other, grant) for other in lasting)
    }
    told = [grant for grant in grants if grant.course_id not in stays]
    notices = [AccessNotice(grant=grant, kind=kind, ends_at=grant.ends_at, at=now) for grant in told]
    changes = [(grant, None) for grant in told]
    return int(bool(notices) and _told(person, kind, changes, notices, using=using))


def _lasts_longer(other: CourseAccess, grant: CourseAccess) -> bool:
    assert grant.ends_at is not None, "only what ends is asked"
    return other.starts_at <= grant.ends_at and (other.ends_at is None or other.ends_at > grant.ends_at)


def _tell_person(person: User, keys: set[str], now: datetime, *, using: str) -> int:
    changes = _changes_of(person, keys, now, using=using)
    if not changes:
        return 0
    language = person.offered_language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(person.zone):
        courses = [change.grant.course for change in changes]
        verdicts = course_verdicts(Viewer(person=person, moment=now), courses)
    open_elsewhere = _open_elsewhere(person, changes, now, using=using)
    told_events = set(
        AccessNotice.objects.using(using)
        .filter(grant__in=[change.grant.pk for change in changes])
        .exclude(kind=Kind.NOTHING)
        .values_list("event_id", flat=True)
    )
    by_kind: dict[str, list[_Change]] = defaultdict(list)
    for change in changes:
        course_id = change.grant.course_id
        kind = _kind_of(
            change,
            verdicts[course_id],
            now,
            is_open_elsewhere=course_id in open_elsewhere,
            knows_of_end=change.before is not None
            and (change.before.pk in told_events or change.before.at <= now - RECENT),
        )
        by_kind[kind if person.is_active else Kind.NOTHING].append(change)
    sent = 0
    for kind, some in by_kind.items():
        notices = [AccessNotice(grant=one.grant, event=one.event, kind=kind, at=now) for one in some]
        grants = [(one.grant, verdicts[one.grant.course_id]) for one in some]
        if _told(person, kind, grants, notices, using=using) and kind != Kind.NOTHING:
            sent += 1
    return sent


def _changes_of(person: User, keys: set[str], now: datetime, *, using: str) -> list[_Change]:
    """The last changes of the person's grants of these sources that are recent and not dealt with yet."""
    grants = (
        CourseAccess.objects.using(using)
        .filter(person=person, source_key__in=keys)
        .select_related("course__latest_release")
        .in_bulk()
    )
    events: dict[int, list[AccessEvent]] = defaultdict(list)
    history = AccessEvent.objects.using(using).filter(grant__in=grants, at__lte=now)
    for event in history.order_by("at", "pk"):
        events[event.grant_id].append(event)
    last = {pk: kept[-1] for pk, kept in events.items() if kept[-1].at > now - RECENT}
    dealt_with = set(
        AccessNotice.objects.using(using)
        .filter(event__in=[event.pk for event in last.values()])
        .values_list("event_id", flat=True)
    )
    return [
        _Change(grants[pk], event, before, _was_open(event, before))
        for pk, event in sorted(last.items())
        if event.pk not in dealt_with
        for before in [events[pk][-2] if len(events[pk]) > 1 else None]
    ]


def _was_open(event: AccessEvent, before: AccessEvent | None) -> bool:
    if event.kind == AccessEvent.Kind.EXPIRED:
        return True
    if event.kind == AccessEvent.Kind.ACTIVATED or before is None:
        return False
    began = before.starts_at <= event.at
    goes_on = before.ends_at is None or before.ends_at > event.at
    return before.status == CourseAccess.Status.UNLOCKED and began and goes_on


def _open_elsewhere(person: User, changes: Sequence[_Change], now: datetime, *, using: str) -> set[int]:
    """The courses that another grant, which did not change just now, opens to the person. One query."""
    others = CourseAccess.objects.using(using).filter(person=person).open_at(now)
    changed = [change.grant.pk for change in changes]
    return set(others.exclude(pk__in=changed).values_list("course_id", flat=True))


def _kind_of(
    change: _Change, verdict: Verdict, now: datetime, *, is_open_elsewhere: bool, knows_of_end: bool
) -> str:
    """What to tell. What a person did themselves, and what changes nothing for them, is not told."""
    grant, event = change.grant, change.event
    is_open = grant.effective_status(now) == CourseAccess.Status.UNLOCKED
    if is_open == change.was_open or event.actor_id == grant.person_id or is_open_elsewhere:
        return Kind.NOTHING
    if not is_open:
        return Kind.NOTHING if verdict else Kind.ENDED
    if verdict.code == "unpublished":
        return Kind.NOTHING
    if event.kind in (AccessEvent.Kind.GRANTED, AccessEvent.Kind.ACTIVATED):
        return Kind.NOTHING if grant.type == CourseAccess.Type.FREE else Kind.GIVEN
    return Kind.GIVEN_BACK if knows_of_end else Kind.NOTHING


def _told(
    person: User,
    kind: str,
    changes: Sequence[tuple[CourseAccess, Verdict | None]],
    notices: list[AccessNotice],
    *,
    using: str,
) -> bool:
    """Write the notices down, and the email into the outbox, in one commit: neither stays without the other.

    False when another worker has told one of them. Raises what writing an email raises.
    """
    with transaction.atomic(using=using):
        if not _claimed(notices, using=using):
            return False
        if kind != Kind.NOTHING:
            fact = f"access-notice:{notices[0].pk}"
            messages.send_access_notice(person=person, kind=kind, fact=fact, told=changes)
    return True


def _claimed(notices: list[AccessNotice], *, using: str) -> bool:
    """Write the notices down; False when another worker has done so for one of them."""
    try:
        with transaction.atomic(using=using):
            AccessNotice.objects.using(using).bulk_create(notices)
    except IntegrityError:
        return False
    return True
