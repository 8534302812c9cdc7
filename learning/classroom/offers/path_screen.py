"""What the pages of learning paths show to whoever looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import ngettext

from common.contact import way_on
from common.verdict import NextStep
from learning.access.models import LearningPathIndexPage, LearningPathPage
from learning.access.path_progress import PathProgress, StepProgress, progress_on
from learning.access.policies import shows_cover
from learning.classroom.catalogue.cards import CourseCard, cards_by_course
from learning.classroom.catalogue.course_summaries import SizedImage, offer_pictures
from learning.courses.viewer import viewer_of

from .offer_cards import Fact, OfferBanner, OfferCard, banner_of, courses_label, lessons_fact, with_words


@dataclass(frozen=True, slots=True)
class StepRow:
    """One course of a path as its page draws it.

    state: `done`, `now` (the one to go on with), `open`, `locked` or `offered` (to whoever is not on the
    path). title: empty where not even that is for their eyes. reason: why it is locked.
    """

    number: int
    state: str
    title: str
    card: CourseCard | None
    is_required: bool
    reason: str = ""
    next_step: NextStep | None = None


@dataclass(frozen=True, slots=True)
class PathScreen:
    """What templates/classroom/offers/path.html draws. path: None before the first edition."""

    banner: OfferBanner
    path: PathProgress | None
    steps: tuple[StepRow, ...]
    has_prices: bool
    is_signed_in: bool

    @property
    def now(self) -> StepRow | None:
        """The course to go on with; None for whoever is not on the path or has finished it."""
        return next((row for row in self.steps if row.state == "now"), None)


def path_cards(request: HttpRequest, page: LearningPathIndexPage) -> list[OfferCard]:
    """The published paths below a page; as many queries for many as for one."""
    pages = list(LearningPathPage.objects.child_of(page).live().public().select_related("locale"))
    paths = progress_on(viewer_of(request), [one.learning_path_id for one in pages])
    pictures = offer_pictures({one.picture_id for one in pages if one.picture_id})
    return [
        _path_card(request, one, paths.get(one.learning_path_id), pictures.get(one.picture_id))
        for one in pages
    ]


def path_screen(request: HttpRequest, page: LearningPathPage) -> PathScreen:
    """The steps of a path with the state of each; as many queries for many courses as for one."""
    viewer = viewer_of(request)
    path = progress_on(viewer, [page.learning_path_id]).get(page.learning_path_id)
    verdicts = {step.course.pk: step.verdict for step in path.steps} if path else {}
    cards = cards_by_course(request, list(verdicts), verdicts=verdicts)
    return PathScreen(
        banner=banner_of(request, page, _path_facts(path, cards.values()) if path else ()),
        path=path,
        steps=_step_rows(path, cards) if path else (),
        has_prices=any(card.prices for card in cards.values()),
        is_signed_in=viewer.is_signed_in,
    )


def _step_rows(path: PathProgress, cards: dict[int, CourseCard]) -> tuple[StepRow, ...]:
    now = path.next_step if path.is_member else None
    rows = []
    for number, step in enumerate(path.steps, 1):
        card = cards.get(step.course.pk)
        state = _state_of(step, now, is_member=path.is_member)
        is_told = state == "locked" or card is None
        rows.append(
            StepRow(
                number=number,
                state=state,
                title=card.title if card else step.course.title if shows_cover(step.verdict) else "",
                card=card,
                is_required=step.is_required,
                reason=step.verdict.sentence if is_told else "",
                next_step=way_on(step.verdict) if is_told else None,
            )
        )
    return tuple(rows)


def _state_of(step: StepProgress, now: StepProgress | None, *, is_member: bool) -> str:
    if step.is_done:
        return "done"
    if step is now:
        return "now"
    if step.verdict:
        return "open"
    return "locked" if is_member else "offered"


def _path_card(
    request: HttpRequest, page: LearningPathPage, path: PathProgress | None, picture: SizedImage | None
) -> OfferCard:
    is_member = path is not None and path.is_member
    return OfferCard(
        page.title,
        page.get_url(request) or "",
        page.intro,
        picture,
        _path_facts(path, ()) if path else (),
        progress=path.percentage if path and is_member else None,
        is_owned=is_member,
    )


def _path_facts(path: PathProgress, cards: Iterable[CourseCard]) -> tuple[Fact, ...]:
    count, optional = len(path.steps), len(path.steps) - path.required
    words = ngettext("%(count)d optional", "%(count)d optional", optional) % {"count": optional}
    return with_words(
        ("route", courses_label(count)), lessons_fact(cards), ("flag", words if optional else "")
    )
