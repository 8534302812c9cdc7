"""Messages to those who teach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from learning.courses.models import InstructorChange
from learning.courses.selectors import source_page_of
from notifications.actions import notify
from notifications.kinds import MessageCategory, MessageKind, Placeholder, register

if TYPE_CHECKING:
    from accounts.models import User
    from learning.courses.models import Candidate, Course, CoursePage
    from learning.courses.videos.lesson_videos import LessonVideo

_COURSE = Placeholder("course_title", gettext_lazy("Course title"), "Watercolour for beginners")
_EDITOR = Placeholder(
    "url", gettext_lazy("Where the message leads"), "https://example.org/admin/pages/7/edit/"
)

INSTRUCTORS_CHANGED = MessageKind(
    code="courses.instructors_changed",
    label=gettext_lazy("Instructors changed"),
    category=MessageCategory.TEACHING,
    template="emails/courses/instructors_changed",
    placeholders=(
        _COURSE,
        Placeholder("actor", gettext_lazy("Who changed it"), "Grace"),
        Placeholder("changes", gettext_lazy("What changed"), "You were added as an instructor."),
        _EDITOR,
    ),
)
VIDEOS_SILENT = MessageKind(
    code="courses.videos_silent",
    label=gettext_lazy("Videos don't play"),
    category=MessageCategory.TEACHING,
    template="emails/courses/videos_silent",
    placeholders=(
        _COURSE,
        Placeholder("lessons", gettext_lazy("The lessons, with their addresses"), "Mixing colours"),
    ),
    extras={"links": []},
)
DECISION = MessageKind(
    code="courses.decision",
    label=gettext_lazy("Submission reviewed"),
    category=MessageCategory.TEACHING,
    template="emails/courses/decision",
    placeholders=(
        _COURSE,
        Placeholder("lesson_title", gettext_lazy("Lesson title"), "Mixing colours"),
        Placeholder("reviewer", gettext_lazy("Reviewer"), "Grace"),
        Placeholder("comment", gettext_lazy("Comment"), "Lovely. One picture needs a description."),
        Placeholder("when", gettext_lazy("When it is published"), "March 1, 2027, 6 p.m."),
        _EDITOR,
    ),
    extras={"status": "rejected"},
    button_label=gettext_lazy("See the submission"),
)
register(INSTRUCTORS_CHANGED, VIDEOS_SILENT, DECISION)


def send_instructors_changed(*, course_id: int, changes: range) -> None:
    """Tell whoever was added, removed or made owner, and those who teach the course, what changed in it.

    Whoever changed it knows. changes: ids of `InstructorChange`; those of other courses are passed over.
    """
    rows = InstructorChange.objects.filter(course=course_id, pk__gte=changes.start, pk__lt=changes.stop)
    told = list(rows.select_related("account", "changed_by", "course").order_by("pk"))
    if not told:
        return
    course, actor = told[0].course, told[0].changed_by
    teaching = course.course_instructors.select_related("account").filter(account__is_active=True)
    people = {row.account_id: row.account for row in teaching}
    people |= {row.account.pk: row.account for row in told if row.account and row.account.is_active}
    page = source_page_of(course)
    for person in people.values():
        if person != actor:
            with override(person.offered_language or settings.LANGUAGE_CODE):
                sentences = "\n".join(_in_words(change, person) for change in told)
            notify(
                kind=INSTRUCTORS_CHANGED.code,
                account=person,
                fact=f"instructors:{told[-1].pk}",
                payload={
                    "course_title": course.title,
                    "actor": actor.get_display_name() if actor else "",
                    "changes": sentences,
                    "url": _editor_of(page) if person.pk in {row.account_id for row in teaching} else "",
                },
                at=timezone.now(),
            )


def _in_words(change: InstructorChange, reader: User) -> str:
    """What changed, as its reader is told."""
    added, removed = change.what == "added", change.what == "removed"
    if change.account == reader:
        if added:
            return _("You were added as an instructor.")
        return _("You were removed as an instructor.") if removed else _("You own the course now.")
    name = change.account.get_display_name() if change.account else ""
    if added:
        return _("%(name)s was added as an instructor.") % {"name": name}
    if removed:
        return _("%(name)s was removed as an instructor.") % {"name": name}
    return _("%(name)s owns the course now.") % {"name": name}


def _editor_of(page: CoursePage | None) -> str:
    return settings.SITE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else ""


def send_videos_silent(*, course: Course, videos: Sequence[LessonVideo]) -> None:
    """Tell the instructors of a course which lessons have a video that no longer answers."""
    lessons = [
        (video.page.draft_title, settings.SITE_URL + reverse("wagtailadmin_pages:edit", args=[video.page.pk]))
        for video in videos
    ]
    now = timezone.now()
    for row in course.course_instructors.select_related("account").filter(account__is_active=True):
        notify(
            kind=VIDEOS_SILENT.code,
            account=row.account,
            fact=f"videos:{course.pk}:{now.isoformat()}",
            payload={
                "course_title": course.title,
                "lessons": "\n\n".join(f"{title}\n{url}" for title, url in lessons),
                "links": [url for _title, url in lessons],
            },
            at=now,
        )


def send_decision(*, candidate: Candidate) -> None:
    """Tell who submitted a course what became of it, with the comment and a link to the submission.

    Whoever decided it themselves knows.
    """
    author = candidate.submitted_by
    if author is None or not author.is_active or author == candidate.decided_by:
        return
    goes_live = candidate.go_live_at
    with override(author.offered_language or settings.LANGUAGE_CODE), timezone.override(author.zone):
        when = date_format(timezone.localtime(goes_live), "DATETIME_FORMAT") if goes_live else ""
    notify(
        kind=DECISION.code,
        account=author,
        fact=f"candidate:{candidate.pk}:{candidate.status}",
        payload={
            "status": candidate.status,
            "when": when,
            "comment": candidate.comment,
            "course_title": candidate.course.title,
            "lesson_title": candidate.lesson.title if candidate.lesson else "",
            "reviewer": candidate.decided_by.get_display_name() if candidate.decided_by else "",
            "url": settings.SITE_URL + reverse("courses_admin:candidate", args=[candidate.public_id]),
        },
        at=timezone.now(),
    )
