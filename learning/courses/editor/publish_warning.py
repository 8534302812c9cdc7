"""What another status or other rules of a course would do to those who are in: told before it is done.

`courses` knows nothing of learners: an upper app registers who weighs it. Without one, nothing is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from learning.courses.models import Candidate, Course, CoursePage, LessonPage
from learning.courses.release.trees import CourseTree, candidate_tree, draft_tree
from learning.courses.rules import CourseRules
from learning.courses.selectors import source_page_of

if TYPE_CHECKING:
    from wagtail.models import Page

    from accounts.models import User

DRAFT = "draft"
WITHDRAWN = "withdrawn"
_STATUS = "status-"


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """How a course would stand. `name` is what addresses call it; None: that part stays as it is.

    is_withdrawn: its page would be unpublished.
    """

    course: Course
    name: str
    status: str | None = None
    rules: CourseRules | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class PublishWarning:
    """What to tell, in sentences. `url`: the list of the people; empty for whoever may not see them."""

    sentences: tuple[str, ...]
    url: str = ""

    @property
    def key(self) -> str:
        """Says which consequences somebody has read and agreed to."""
        return " ".join(self.sentences)


Weigh = Callable[[ProposedChange, "User", datetime], PublishWarning | None]
_registered: list[Weigh] = []


def register(weigh: Weigh) -> None:
    """Make `weigh` the one that weighs proposals. It answers None where nobody is concerned."""
    _registered[:] = [weigh]


def publish_warning_for(
    proposal: ProposedChange, reader: User, at: datetime | None = None
) -> PublishWarning | None:
    """What a proposal would do, for somebody to read; None where nobody is concerned."""
    course = proposal.course
    if not _registered or course.latest_release is None:
        return None
    if proposal.rules == CourseRules.from_json(course.latest_release.rules) and proposal.status is None:
        return None
    return _registered[0](proposal, reader, at or timezone.now())


def of_status(course: Course, status: str) -> ProposedChange:
    return ProposedChange(course, f"{_STATUS}{status}", status=status)


def of_unpublishing(page: Page) -> ProposedChange | None:
    """If this page were unpublished; None where that takes no course off the site."""
    if not isinstance(page, CoursePage) or page != source_page_of(page.course):
        return None
    return ProposedChange(page.course, WITHDRAWN, is_withdrawn=True)


def of_draft(page: CoursePage) -> ProposedChange:
    """If everything drafted below a course page were released. page: as it stands in the editor."""
    return ProposedChange(page.course, DRAFT, rules=rules_of(draft_tree(page, shown=page)))


def of_candidate(candidate: Candidate, at: datetime) -> ProposedChange:
    rules = rules_of(candidate_tree(candidate, at=at))
    return ProposedChange(candidate.course, str(candidate.public_id), rules=rules)


def of_page(page: Page) -> ProposedChange | None:
    """If this page alone were published, and the rest of its course stayed as it is; None for a module."""
    if isinstance(page, CoursePage):
        return ProposedChange(page.course, DRAFT, rules=page.rules(drip=_published_drip(page)))
    if not isinstance(page, LessonPage):
        return None
    course_page = CoursePage.objects.ancestor_of(page).filter(live=True).first()
    if course_page is None:
        return None
    drip = dict(_published_drip(course_page)) | {page.lesson_id: page.opens_after_days or 0}
    kept = [(lesson, days) for lesson, days in drip.items() if days]
    return ProposedChange(course_page.course, DRAFT, rules=course_page.rules(drip=kept))


def proposal_named(course: Course, name: str, at: datetime) -> ProposedChange | None:
    """The proposal that an address names; None where there is no such."""
    if name == DRAFT:
        page = source_page_of(course)
        return of_draft(page.get_latest_revision_as_object()) if page else None
    if name == WITHDRAWN:
        return ProposedChange(course, WITHDRAWN, is_withdrawn=True)
    if name.startswith(_STATUS):
        status = name.removeprefix(_STATUS)
        return of_status(course, status) if status in Course.Status.values else None
    try:
        candidate = course.candidates.filter(public_id=UUID(name)).first()
    except ValueError:
        return None
    return of_candidate(candidate, at) if candidate else None


def rules_of(tree: CourseTree) -> CourseRules:
    """The rules that a release of these pages would have."""
    lessons = [node.page for node in tree.nodes if isinstance(node.page, LessonPage)]
    drip = [(page.lesson_id, page.opens_after_days) for page in lessons if page.opens_after_days]
    return tree.page.rules(drip=drip)


def _published_drip(page: CoursePage) -> list[tuple[int, int]]:
    lessons = LessonPage.objects.descendant_of(page).live().filter(opens_after_days__gt=0).order_by("path")
    return list(lessons.values_list("lesson_id", "opens_after_days"))


def hold_back_publishing(
    request: HttpRequest, page: Page, told: PublishWarning | None
) -> HttpResponse | None:
    """Before a page is published from its editor: tell what that does. It is kept as a draft already."""
    kept = _("Saved as a draft, not published. To publish anyway, publish again.")
    return _hold_back(request, page, told, kept, "wagtailadmin_pages:edit")


def hold_back_unpublishing(
    request: HttpRequest, page: Page, told: PublishWarning | None
) -> HttpResponse | None:
    """Before a page is unpublished: tell what that does."""
    kept = _("Not unpublished yet. To unpublish anyway, unpublish again.")
    return _hold_back(request, page, told, kept, "wagtailadmin_pages:unpublish")


def _hold_back(
    request: HttpRequest, page: Page, told: PublishWarning | None, kept: str, back_to: str
) -> HttpResponse | None:
    """Tell it once; whoever does the same again has read it, and means it."""
    key = f"impact-of-{page.pk}"
    if told is None or request.session.get(key) == told.key:
        request.session.pop(key, None)
        return None
    request.session[key] = told.key
    words = format_html_join(" ", "{}", ((sentence,) for sentence in told.sentences))
    link = format_html('<a href="{}">{}</a>', told.url, _("View affected learners")) if told.url else ""
    messages.warning(request, format_html("{} {} {}", words, kept, link))
    return redirect(back_to, page.pk)
