"""What was submitted, as a learner would meet it once it is approved."""

from __future__ import annotations

from datetime import datetime

from learning.courses.models import Candidate, Lesson, Module
from learning.courses.release.editions import snapshot_of_candidate
from learning.courses.release.outlines import Outline, outline_of_edition


def outline_of_candidate(candidate: Candidate, *, at: datetime) -> Outline:
    """The outline that approving a candidate would release at a moment, in the language it was written in."""
    edition = snapshot_of_candidate(candidate, at=at)
    lessons = Lesson.objects.filter(pk__in=[lesson.lesson_id for lesson in edition.lessons])
    modules = Module.objects.filter(pk__in=[module.module_id for module in edition.modules])
    language = edition.source_locale
    if candidate.page is not None and candidate.lesson_id is None:
        language = candidate.page.locale.language_code
    return outline_of_edition(
        edition,
        language,
        dict(lessons.values_list("pk", "public_id")),
        dict(modules.values_list("pk", "public_id")),
    )
