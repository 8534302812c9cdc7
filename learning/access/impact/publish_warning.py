"""What is told before a rule changes: whom it would shut out, with the way to the list of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from learning.access.admin.policies import may_see_learners
from learning.courses.editor.publish_warning import ProposedChange, PublishWarning

from .evaluation import impact_of_cohort, impact_of_course, impact_of_path
from .result import Impact

if TYPE_CHECKING:
    from accounts.models import User
    from learning.access.models import Cohort, LearningPathPage


def warn_about(proposal: ProposedChange, reader: User, at: datetime) -> PublishWarning | None:
    """What another status, or other rules, of a course would do, or its being taken off the site."""
    impact = impact_of(proposal, at)
    address = reverse("access_admin:shut_out_of_course", args=[proposal.course.public_id, proposal.name])
    return _told(impact, address, reader)


def impact_of(proposal: ProposedChange, at: datetime) -> Impact:
    """Whom it would shut out of a course to stand so."""
    return impact_of_course(
        proposal.course,
        at=at,
        status=proposal.status,
        rules=proposal.rules,
        is_withdrawn=proposal.is_withdrawn,
    )


def of_path_page(page: LearningPathPage, reader: User, at: datetime) -> PublishWarning | None:
    """What publishing a path as it is written would do."""
    if not page.is_source:
        return None
    impact = impact_of_path(page.learning_path, courses=page.courses_in_order(), at=at)
    return _told(impact, reverse("access_admin:shut_out_of_path", args=[page.pk]), reader)


def of_cohort_dates(
    cohort: Cohort, starts_at: datetime, ends_at: datetime | None, reader: User, at: datetime
) -> PublishWarning | None:
    """What another start or end of a cohort would do. cohort: as it stands."""
    impact = impact_of_cohort(cohort, starts_at=starts_at, ends_at=ends_at, at=at)
    address = reverse("access_admin:shut_out_of_cohort", args=[cohort.public_id])
    named = {"start": starts_at.isoformat()} | ({"end": ends_at.isoformat()} if ends_at else {})
    query = urlencode(named)
    return _told(impact, f"{address}?{query}", reader)


def _told(impact: Impact, address: str, reader: User) -> PublishWarning | None:
    if not impact:
        return None
    is_listed = may_see_learners(reader) and (impact.shut_out or impact.lessons_close)
    return PublishWarning(impact.sentences(), address if is_listed else "")
