"""Working on an assignment, and handing it in. Whatever one learner does comes one after another."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from uuid import UUID, uuid4

from django.core.files import File
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from common.events import emit
from common.text_version import WRITER_LETTERS, is_overtaken
from common.transactions import held
from common.verdict import Verdict
from learning.access.models import Enrolment
from learning.access.selectors import outline_with
from learning.courses.viewer import Viewer

from ..assignments.assignment_snapshot import AssignmentSnapshot
from ..assignments.late_policy import days_late
from ..assignments.submission_policy import SubmissionState, may_submit, may_work_on, submission_state_of
from ..assignments.upload_checks import LONGEST_NAME, FileRefused, check
from ..events import SubmissionReceived
from ..models import AttemptStatus, Submission, SubmissionFile
from ..question_types.text_normalisation import cleaned
from ..quizzes.accommodations import accommodations_for
from ..quizzes.attempt_rules import GRACE
from ..quizzes.placements import PlacedActivity, sources_in
from .attempts import placement_of

LONGEST_TEXT = 200_000  # characters

logger = logging.getLogger(__name__)


class SubmissionRefused(Exception):
    """Nothing can be handed in, or worked on; nothing was written. `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


class AlreadySubmitted(SubmissionRefused):
    """That draft was handed in: nothing is changed in it any more."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(Verdict.no("handed_in", _("This has already been submitted.")))
        self.submission = submission


class DraftChanged(SubmissionRefused):
    """Another window or device changed the draft meanwhile: nothing was written."""

    def __init__(self) -> None:
        words = _("Your draft was changed in another window or on another device.")
        super().__init__(Verdict.no("changed", words))


@dataclass(frozen=True, slots=True)
class _Desk:
    enrolment: Enrolment
    chances: SubmissionState


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def save_draft(
    *,
    viewer: Viewer,
    place: PlacedActivity,
    text: str,
    draft_id: UUID | None = None,
    base: str = "",
    writer: str = "",
) -> Submission:
    """Keep what was written so far. Raises SubmissionRefused, also if that draft was handed in already.

    draft_id: the public id that a new draft gets, so that what is sent twice makes one. base, writer: the
    version that the writer saw, and the page they write on (`common.text_version`); raises DraftChanged.
    """
    desk = _sit_down(viewer, place, draft_id)
    draft = desk.chances.draft
    if draft is not None and draft.text == _clean(text):
        return draft
    if draft is not None and is_overtaken(text=draft.text, writer=draft.writer, base=base, new_writer=writer):
        raise DraftChanged
    draft = draft or _begin(desk, place, viewer, draft_id)
    draft.text, draft.changed_at, draft.writer = _clean(text), viewer.moment, writer[:WRITER_LETTERS]
    draft.save(update_fields=["text", "changed_at", "writer"])
    return draft


def is_same_text(submission: Submission, text: str) -> bool:
    """Whether what was submitted says exactly this."""
    return submission.text == _clean(text)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def add_file(
    *, viewer: Viewer, place: PlacedActivity, upload: File, name: str, draft_id: UUID | None = None
) -> SubmissionFile:
    """Put a file to the draft; the same one under the same name is taken once.

    name: what the learner calls it. draft_id: as for `save_draft`. Raises SubmissionRefused, FileRefused.
    """
    desk = _sit_down(viewer, place, draft_id)
    brief = desk.chances.brief
    if not brief.takes_files:
        raise FileRefused(_("This assignment doesn't accept files."))
    check(upload, name, brief)
    content_hash = _hash(upload)
    draft = desk.chances.draft or _begin(desk, place, viewer, draft_id)
    files = list(draft.files.all())
    name = _short(name)
    for file in files:
        if (file.content_hash, file.name) == (content_hash, name):
            return file
    if len(files) >= brief.most_files:
        raise FileRefused(_("You can upload at most %(count)d files.") % {"count": brief.most_files})
    file = SubmissionFile(
        submission=draft,
        name=name,
        size_bytes=upload.size,
        content_hash=content_hash,
        added_at=viewer.moment,
    )
    file.file.save(name, upload, save=False)
    file.save()
    Submission.objects.filter(pk=draft.pk).update(changed_at=viewer.moment)
    return file


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def remove_file(*, viewer: Viewer, place: PlacedActivity, file_id: UUID) -> None:
    """Take a file out of the draft; a repeat changes nothing. Raises SubmissionRefused."""
    desk = _sit_down(viewer, place)
    draft = desk.chances.draft
    file = draft.files.filter(public_id=file_id).first() if draft else None
    if draft is None or file is None:
        return
    stored = file.file
    file.delete()
    Submission.objects.filter(pk=draft.pk).update(changed_at=viewer.moment)
    transaction.on_commit(partial(stored.storage.delete, stored.name or ""))


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def submit_assignment(*, viewer: Viewer, place: PlacedActivity, draft_id: UUID) -> Submission:
    """Hand the draft in, once: a repeat gives what was handed in. Raises SubmissionRefused.

    draft_id: the public id of the draft that the learner had before them.
    """
    try:
        desk = _sit_down(viewer, place, draft_id)
    except AlreadySubmitted as repeat:
        return repeat.submission
    chances = desk.chances
    draft = chances.draft
    if draft is None or draft.public_id != draft_id:
        raise SubmissionRefused(Verdict.no("no_draft", _("There is nothing to submit yet.")))
    _check_complete(chances, draft)
    draft.due_at = chances.due_at
    _hand_in(draft, desk.enrolment, at=viewer.moment, is_final=chances.is_last)
    return draft


def hand_in_drafts_past_closing(*, at: datetime) -> int:
    """Hand in, as it is saved, whatever nothing may be added to any more. Returns how many were.

    Each in a transaction of its own; a draft without text and files is left, and not looked at again.
    """
    due = Submission.objects.filter(status=AttemptStatus.IN_PROGRESS, closes_at__lt=at - GRACE)
    handed_in = 0
    for pk in list(due.order_by("closes_at").values_list("pk", flat=True)):
        try:
            handed_in += hand_in_by_clock(pk, at=at)
        except Exception:  # one that can't be handed in must not keep the others waiting
            logger.exception("Draft %s could not be submitted at its due date", pk)
    return handed_in


def hand_in_if_closed(*, viewer: Viewer, place: PlacedActivity) -> bool:
    """The same for the viewer's own draft, when they look at it first. One query where nothing is due."""
    if viewer.person is None:
        return False
    found = Submission.objects.filter(
        enrolment__person=viewer.person,
        placement__graded_item=place.graded_item,
        status=AttemptStatus.IN_PROGRESS,
        closes_at__lt=viewer.moment - GRACE,
    )
    done = [hand_in_by_clock(pk, at=viewer.moment) for pk in list(found.values_list("pk", flat=True))]
    return any(done)


@transaction.atomic(using=DEFAULT_DB_ALIAS)
def hand_in_by_clock(draft_pk: int, *, at: datetime) -> bool:
    """Hand in one draft as of its due date, with what was saved by then. False: there is nothing to do."""
    rows = Submission.objects.select_related("placement__graded_item")
    enrolment_id = rows.values_list("enrolment", flat=True).get(pk=draft_pk)
    # Held as `_sit_down` holds it, so that the learner's own hand-in comes before or after.
    enrolment = Enrolment.objects.select_for_update(of=("self",), no_key=True).get(pk=enrolment_id)
    draft = rows.get(pk=draft_pk)
    closes_at = draft.closes_at
    if draft.status != AttemptStatus.IN_PROGRESS or closes_at is None or at <= closes_at + GRACE:
        return False
    brief = AssignmentSnapshot.from_json(draft.brief)
    if _is_empty(brief, draft):
        draft.closes_at = None
        draft.save(update_fields=["closes_at"])
        return False
    draft.was_closed_by_clock = True
    _hand_in(draft, enrolment, at=closes_at, is_final=_is_last(draft, enrolment, at))
    return True


def _hand_in(draft: Submission, enrolment: Enrolment, *, at: datetime, is_final: bool) -> None:
    """Turn a draft that the caller holds into a submission of that moment, and tell of it."""
    draft.is_late, draft.is_final = days_late(draft.due_at, at) > 0, is_final
    draft.status = AttemptStatus.LATE if draft.is_late else AttemptStatus.PENDING
    draft.submitted_at = draft.changed_at = at
    draft.seconds_taken = max(int((at - draft.started_at).total_seconds()), 0)
    draft.save()
    emit(
        SubmissionReceived(
            submission_id=draft.pk,
            enrolment_id=draft.enrolment_id,
            person_id=enrolment.person_id,
            course_id=enrolment.course_id,
            work_id=draft.placement.graded_item_id,
            lesson_id=draft.placement.lesson_id,
            submitted_at=at,
        )
    )


def _is_last(draft: Submission, enrolment: Enrolment, at: datetime) -> bool:
    """Whether the rules of now allow no more after this one."""
    item = draft.placement.graded_item
    source = sources_in(enrolment.course_id, item.pk).get(item.pk)
    if source is None or not source.attempt_limit:
        return False
    limit = source.attempt_limit + accommodations_for(enrolment, item, at).extra_attempts
    earlier = Submission.objects.filter(
        enrolment=enrolment, placement__graded_item=item, submitted_at__isnull=False
    )
    return earlier.count() + 1 >= limit


def _sit_down(viewer: Viewer, place: PlacedActivity, draft_id: UUID | None = None) -> _Desk:
    """The learner's enrolment, held until the transaction ends, and what they may still do here.

    draft_id: the draft that they have before them. Raises HandedInAlready if that is none any more.
    """
    enrolment = (
        held(Enrolment.objects.filter(person=viewer.person, course=place.course_id), no_key=True)
        .select_related("course__latest_release")
        .order_by("-run")
        .first()
        if viewer.person is not None
        else None
    )
    course = enrolment.course if enrolment else place.source.course
    lesson_id = place.lesson.id if place.lesson else None
    outline = outline_with(enrolment, course, lesson_id, viewer.language_code)
    if outline is None:
        raise SubmissionRefused(Verdict.no("not_there", _("This course isn't open yet.")))
    verdict = may_work_on(viewer, course, outline, place, enrolment)
    if not verdict or enrolment is None:
        raise SubmissionRefused(verdict)
    chances = submission_state_of(enrolment, place, viewer.moment)
    for earlier in chances.handed_in:
        if earlier.public_id == draft_id:
            raise AlreadySubmitted(earlier)
    verdict = may_submit(chances, viewer.moment)
    if not verdict:
        raise SubmissionRefused(verdict)
    return _Desk(enrolment, chances)


def _begin(desk: _Desk, place: PlacedActivity, viewer: Viewer, draft_id: UUID | None) -> Submission:
    brief = desk.chances.brief
    if draft_id is None or Submission.objects.filter(public_id=draft_id).exists():
        draft_id = uuid4()
    placement = placement_of(place, at=viewer.moment)
    taken = Submission.objects.filter(enrolment=desk.enrolment, placement__graded_item=place.graded_item)
    return Submission.objects.create(
        public_id=draft_id,
        enrolment=desk.enrolment,
        placement=placement,
        number=(taken.aggregate(last=Max("number"))["last"] or 0) + 1,
        brief=brief.to_json(),
        brief_hash=brief.hash,
        most_points=brief.most_points,
        started_at=viewer.moment,
        changed_at=viewer.moment,
        due_at=desk.chances.due_at,
        closes_at=desk.chances.due_at if brief.refuses_late else None,
    )


def _check_complete(chances: SubmissionState, draft: Submission) -> None:
    brief = chances.brief
    if _is_empty(brief, draft):
        words = (
            _("Enter text or add a file first.")
            if brief.takes_text and brief.takes_files
            else _("Add a file first.")
            if brief.takes_files
            else _("Enter text first.")
        )
        raise SubmissionRefused(Verdict.no("empty", words))


def _is_empty(brief: AssignmentSnapshot, draft: Submission) -> bool:
    has_files = brief.takes_files and bool(draft.files.all())
    return not has_files and not (brief.takes_text and draft.text)


def _clean(text: str) -> str:
    return cleaned(text[:LONGEST_TEXT])


def _short(name: str) -> str:
    """The name without a path, its ending kept."""
    plain = cleaned(name.replace("\\", "/").rpartition("/")[2]) or "file"
    stem, dot, ending = plain.rpartition(".")
    room = LONGEST_NAME - len(ending) - 1
    return plain if len(plain) <= LONGEST_NAME else f"{stem[:room]}{dot}{ending}"


def _hash(upload: File) -> str:
    upload.seek(0)
    digest = sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
