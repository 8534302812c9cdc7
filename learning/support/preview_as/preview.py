"""Looking through other eyes: what a preview is, how the session keeps it, and whose eyes it lends.

The session holds it signed, so that a preview lasts a while and no longer. Nothing else is kept of it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from learning.courses.viewer import InventedGrant, Persona, Viewer
from learning.support import policies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from learning.assessments.models import GradedItem
    from learning.courses.models import Candidate, Course

KEY = "support.preview_as"
#: What the security log calls a page that was seen through somebody's eyes.
PREVIEWED = "support.previewed_page"
SALT = "support.preview_as"
LASTS_SECONDS = 2 * 60 * 60


class PreviewIsOver(Exception):
    """The preview that the session held has run out, or whoever began it may no longer; it is forgotten."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One preview, as the session keeps it.

    person_id: the `public_id` of the person whose eyes are lent; empty: the learner is invented, and has
    `grants` ((course id, from, until or None), moments in ISO form), `finished` courses, a cohort and
    best `scores` (public id of the quiz, in %).
    moment: in ISO form; empty: it is now, all the time. draft_course_id: the course shown as its drafts say.
    candidate_id: the `public_id` of what was submitted of that course, shown in the place of its drafts.
    back_url: where to return to at the end.
    """

    by_id: int
    back_url: str
    person_id: str = ""
    grants: tuple[tuple[int, str, str | None], ...] = ()
    finished: tuple[int, ...] = ()
    scores: tuple[tuple[str, int], ...] = ()
    cohort_id: int | None = None
    moment: str = ""
    draft_course_id: int | None = None
    candidate_id: str = ""


@dataclass(frozen=True, slots=True)
class Lent:
    """A preview in use: the eyes, and the words for the bar above every page."""

    viewer: Viewer
    name: str
    moment: datetime | None
    draft_course_id: int | None
    candidate_id: str = ""


def invented(
    *,
    by: User,
    grants: Iterable[InventedGrant],
    finished: Iterable[Course],
    cohort_id: int | None,
    moment: datetime | None,
    draft_of: Course | None,
    back_url: str,
    full_marks: Iterable[GradedItem] = (),
    candidate: Candidate | None = None,
) -> Preview:
    """A preview as a learner who does not exist."""
    return Preview(
        by_id=by.pk,
        back_url=back_url,
        grants=tuple(
            (one.course_id, one.starts_at.isoformat(), one.ends_at.isoformat() if one.ends_at else None)
            for one in grants
        ),
        finished=tuple(course.pk for course in finished),
        scores=tuple((str(graded_item.public_id), 100) for graded_item in full_marks),
        cohort_id=cohort_id,
        moment=moment.isoformat() if moment else "",
        draft_course_id=draft_of.pk if draft_of else None,
        candidate_id=str(candidate.public_id) if candidate else "",
    )


def through_the_eyes_of(
    person: User, *, by: User, moment: datetime | None, draft_of: Course | None, back_url: str
) -> Preview:
    """A preview as somebody there is, noted in the audit log."""
    log(
        instance=person,
        action="support.preview_as",
        user=by,
        data={
            "moment": moment.isoformat() if moment else None,
            "drafts": str(draft_of) if draft_of else None,
        },
    )
    return Preview(
        by_id=by.pk,
        back_url=back_url,
        person_id=str(person.public_id),
        moment=moment.isoformat() if moment else "",
        draft_course_id=draft_of.pk if draft_of else None,
    )


def begin(request: HttpRequest, preview: Preview) -> None:
    """Lend the eyes to the session, from the next request on."""
    request.session[KEY] = signing.dumps(asdict(preview), salt=SALT)


def end(request: HttpRequest) -> str:
    """Give them back; returns where the preview was begun, or an empty text."""
    kept = request.session.pop(KEY, None)
    try:
        return str(signing.loads(kept, salt=SALT)["back_url"]) if kept else ""
    except signing.BadSignature:
        return ""


def lent_to(request: HttpRequest) -> Lent | None:
    """The preview that the request's session is in. Raises PreviewIsOver, once."""
    kept = request.session.get(KEY)
    if kept is None:
        return None
    try:
        preview = _read(signing.loads(kept, salt=SALT, max_age=LASTS_SECONDS))
        return _lend(preview, request.user)
    except (signing.BadSignature, PreviewIsOver) as error:
        request.session.pop(KEY, None)
        raise PreviewIsOver from error


def _read(data: dict[str, Any]) -> Preview:
    grants = tuple((pk, start, end) for pk, start, end in data["grants"])
    scores = tuple((quiz, score) for quiz, score in data.get("scores", ()))
    return replace(Preview(**data), grants=grants, finished=tuple(data["finished"]), scores=scores)


def _lend(preview: Preview, user: Any) -> Lent:
    if user.pk != preview.by_id or not policies.may_preview_courses(user):
        raise PreviewIsOver
    now = timezone.now()
    moment = parse_datetime(preview.moment) if preview.moment else None
    if preview.person_id:
        person = User.objects.filter(public_id=preview.person_id).first()
        if person is None or not policies.may_preview_as(user, person):
            raise PreviewIsOver
        viewer = Viewer(person=person, moment=moment or now, is_preview=True)
        if moment and moment < now:
            viewer = viewer.back_at(moment)
        return Lent(viewer, person.get_display_name(), moment, preview.draft_course_id)
    viewer = Viewer(person=None, moment=moment or now, persona=_persona(preview), is_preview=True)
    return Lent(viewer, _("a test learner"), moment, preview.draft_course_id, preview.candidate_id)


def _persona(preview: Preview) -> Persona:
    return Persona(
        grants=tuple(
            InventedGrant(pk, datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None)
            for pk, start, end in preview.grants
        ),
        finished=frozenset(preview.finished),
        cohort_id=preview.cohort_id,
        scores=tuple((UUID(quiz), score) for quiz, score in preview.scores),
    )
