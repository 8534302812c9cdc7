"""Course cards: the face of a course with what it means to the one who looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.money import Money
from common.verdict import NextStep, Verdict
from learning.classroom.caching.cache_version import kept_for_version
from learning.classroom.catalogue.catalogue_index import (
    NEW_FOR,
    CatalogueEntry,
    catalogue_index_for,
    enrolled_on,
)
from learning.classroom.catalogue.course_summaries import CourseSummary, SizedImage, course_summaries_of
from learning.classroom.dashboard.learner_summary import (
    ANYBODYS,
    NOBODYS,
    LearnerSummary,
    learner_summary_of,
)
from learning.classroom.dashboard.visitor_favourites import kept_for
from learning.classroom.labels import enrolled_label
from learning.courses.models import Course, CoursePage
from learning.courses.rules import EnrolmentMethod
from learning.courses.viewer import viewer_of


@dataclass(frozen=True, slots=True)
class CourseBadge:
    label: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class FavouriteButton:
    """A favourite, or not, and the address that turns it over.

    is_visitors: of somebody who is not signed in; their form carries no token, for the page may be kept.
    """

    url: str
    is_favourite: bool
    is_visitors: bool = False


@dataclass(frozen=True, slots=True)
class CourseCard:
    """What components/course_card.html draws, and what the course costs in each currency."""

    url: str
    title: str
    summary: str
    picture: SizedImage | None
    instructor_names: str
    duration_label: str
    lesson_count: int | None
    price_label: str | None
    enrolled_label: str
    badges: tuple[CourseBadge, ...]
    action_label: str
    action_url: str
    progress: int | None
    favourite_button: FavouriteButton | None
    prices: tuple[Money, ...] = ()
    price_before: str = ""
    access_label: str = ""


def cards_of(
    entries: Iterable[CatalogueEntry],
    *,
    language_code: str,
    enrolled: Mapping[int, int],
    learner: LearnerSummary = NOBODYS,
    now: datetime | None = None,
) -> list[CourseCard]:
    """Cards in the order of the entries. enrolled: how many take each course. now: by which one is new."""
    entries, new_since = list(entries), (now or timezone.now()) - NEW_FOR
    faces = course_summaries_of([entry.release_id for entry in entries], language_code)
    # Whoever is not signed in is nobody in particular, but for the favourites that they chose.
    is_anybody = learner.is_visitor and learner.learning is NOBODYS.learning
    language = get_language() or ""
    return [
        _anybodys_card(entry, faces[entry.course_id], count, entry.released_at > new_since, language)
        if is_anybody and str(entry.public_id) not in learner.kept
        else _card(entry, faces[entry.course_id], count, learner, is_new=entry.released_at > new_since)
        for entry in entries
        if entry.course_id in faces
        for count in (enrolled.get(entry.course_id, 0),)
    ]


@kept_for_version(2000)
def _anybodys_card(
    entry: CatalogueEntry, face: CourseSummary, enrolled: int, is_new: bool, _language_code: str
) -> CourseCard:
    """The card that every visitor sees; made once for an entry and a face, which change with what they
    show.
    """
    return _card(entry, face, enrolled, ANYBODYS, is_new=is_new)


def cards_by_course(
    request: HttpRequest, course_ids: Sequence[int], *, verdicts: Mapping[int, Verdict] | None = None
) -> dict[int, CourseCard]:
    """Cards of those of these courses that are listed for whoever asks, by course id.

    verdicts: on these courses, for who has them already.
    """
    shelf, viewer = catalogue_index_for(request), viewer_of(request)
    entries = [shelf.by_course[pk] for pk in course_ids if pk in shelf.by_course]
    learner = learner_summary_of(viewer, kept_for(request), verdicts=verdicts)
    cards = cards_of(
        entries, language_code=viewer.language_code, enrolled=enrolled_on(shelf), learner=learner
    )
    return dict(zip((entry.course_id for entry in entries), cards, strict=True))


def _card(
    entry: CatalogueEntry, face: CourseSummary, enrolled: int, learner: LearnerSummary, *, is_new: bool
) -> CourseCard:
    progress = learner.percentage_in(entry.course_id)
    step = _step(entry, learner)
    is_offered = entry.status == Course.Status.ACTIVE and not entry.restriction
    is_theirs = learner.has_access(entry.course_id)
    return CourseCard(
        url=entry.url,
        title=face.title,
        summary=face.summary,
        picture=face.picture,
        instructor_names=face.instructor_names,
        duration_label=face.duration_label,
        lesson_count=face.lesson_count,
        price_label=face.price_label if is_offered and not is_theirs else None,
        access_label="" if is_theirs else _restriction_label(entry.restriction),
        enrolled_label=enrolled_label(enrolled),
        badges=badges_of(
            entry.status,
            face.special_tag,
            level=entry.values["level"][0],
            is_new=is_new,
        ),
        action_label=step.label,
        action_url=step.url,
        progress=progress,
        favourite_button=favourite_button_of(entry.public_id, entry.course_id, learner),
        prices=face.prices,
        price_before=face.price_before,
    )


def badges_of(
    status: str, special_tag: str, *, level: str = "", is_new: bool = False
) -> tuple[CourseBadge, ...]:
    """What sets a course apart from the others: nothing that most of them have, such as being active."""
    states = {
        Course.Status.LOCKED: CourseBadge(_("Locked"), "", "lock"),
        Course.Status.COMING_SOON: CourseBadge(_("Coming soon"), "info", "hourglass"),
        Course.Status.ARCHIVED: CourseBadge(_("Archived"), "", "archive"),
    }
    badges = [states[Course.Status(status)]] if status in states else []
    if special_tag:
        badges.append(CourseBadge(special_tag, "accent", "tag"))
    if is_new and status == Course.Status.ACTIVE:
        badges.append(CourseBadge(_("New"), "brand"))
    if level and level != CoursePage.Level.ALL:
        badges.append(CourseBadge(str(CoursePage.Level(level).label), "", "gauge"))
    return tuple(badges)


def favourite_url(public_id: UUID) -> str:
    return reverse("classroom:favourite", args=[public_id])


def keep_favourite_url(public_id: UUID) -> str:
    """As `favourite_url`, for whoever is not signed in."""
    return reverse("classroom:keep_favourite", args=[public_id])


def favourite_button_of(public_id: UUID, course_id: int, learner: LearnerSummary) -> FavouriteButton | None:
    """None where nothing can be kept: in a preview, and in lists that are nobody's."""
    if learner.is_signed_in:
        return FavouriteButton(favourite_url(public_id), course_id in learner.favourites)
    if learner.is_visitor:
        return FavouriteButton(keep_favourite_url(public_id), str(public_id) in learner.kept, True)
    return None


def _step(entry: CatalogueEntry, learner: LearnerSummary) -> NextStep:
    """The one thing to do with a course now; without a label where nothing can be started."""
    taken = learner.taken.get(entry.course_id)
    if taken is not None:
        return learner.step_in(taken, entry.url)
    if entry.status == Course.Status.COMING_SOON:
        return NextStep.link(_("Notify me"), entry.url)
    is_offered = entry.status == Course.Status.ACTIVE and not entry.restriction
    if learner.has_access(entry.course_id) or is_offered and entry.is_free:
        return NextStep.link(_("Start"), entry.url)
    return NextStep.link(_("View course"), entry.url) if entry.restriction else NextStep.none("")


def _restriction_label(restriction: str) -> str:
    """How people come into a course that nobody enters by themselves, in a word or two."""
    labels = {
        EnrolmentMethod.INVITE_ONLY: _("By invitation"),
        EnrolmentMethod.COHORT_ONLY: _("With a cohort"),
        EnrolmentMethod.SUBSCRIPTION_ONLY: _("With a subscription"),
    }
    return labels[EnrolmentMethod(restriction)] if restriction else ""
