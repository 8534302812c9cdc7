"""Which courses and which releases, in the words of the trade."""

from __future__ import annotations

from django.db import models


class CourseQuerySet(models.QuerySet):
    def released(self) -> CourseQuerySet:
        """Courses that have something to show: at least one release, the last of which is not withdrawn."""
        return self.filter(latest_release__isnull=False, latest_release__is_withdrawn=False)

    def listed(self, *, for_members: bool) -> CourseQuerySet:
        """Courses that the catalogue shows: released, not archived, and visible.

        for_members: with those that are listed for whoever is signed in only.
        """
        shown = ["public", "subscribers_only", *(["members_only"] if for_members else [])]
        says_nothing = models.Q(latest_release__rules__visibility__isnull=True)
        is_shown = says_nothing | models.Q(latest_release__rules__visibility__in=shown)
        return self.released().filter(is_shown).exclude(status="archived")


class ReleaseQuerySet(models.QuerySet):
    def newest_first(self) -> ReleaseQuerySet:
        return self.order_by("-number")
