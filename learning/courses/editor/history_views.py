"""The history of a course's releases, and any two of them compared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.admin.views import AdminView, Breadcrumb
from learning.courses.editor.release_views import OfCourseView
from learning.courses.models import Candidate, Release
from learning.courses.release import history
from learning.courses.release.comparison_words import tell
from learning.courses.release.editions import edition_of_release

RELEASES_A_PAGE = 20


class ReleasesView(OfCourseView, AdminView):
    """Every release of a course: when, by whom, what it changed, and how many learners are on it."""

    template_name = "courses/admin/releases.html"
    page_title = gettext_lazy("Releases")
    header_icon = "history"

    def parents(self) -> list[Breadcrumb]:
        return super().parents()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(history.releases_of(self.course), RELEASES_A_PAGE).get_page(
            self.request.GET.get("p")
        )
        scheduled = self.course.candidates.filter(status=Candidate.Status.SCHEDULED)
        return super().get_context_data(**kwargs) | {
            "course": self.course,
            "course_page": self.course_page,
            "page": page,
            "rows": history.rows_of(self.course, list(page.object_list)),
            "scheduled": scheduled.select_related("decided_by", "lesson").order_by("go_live_at"),
            "may_publish": self.may_publish(),
        }


class CompareForm(forms.Form):
    """Two releases, by their numbers."""

    old = forms.IntegerField(label=gettext_lazy("Earlier release"), min_value=1)
    new = forms.IntegerField(label=gettext_lazy("Later release"), min_value=1)


class CompareReleasesView(OfCourseView, AdminView):
    """What differs between two releases, part by part and word by word."""

    template_name = "courses/admin/compare_releases.html"
    page_title = gettext_lazy("Compare releases")
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        latest = self.course.latest_release
        last = latest.number if latest else 1
        asked = self.request.GET
        form = CompareForm({"old": asked.get("old") or max(last - 1, 1), "new": asked.get("new") or last})
        pair = self._pair(form)
        return super().get_context_data(**kwargs) | {
            "form": form,
            "pair": pair,
            "told": tell(*map(edition_of_release, pair)) if pair else None,
        }

    def _pair(self, form: CompareForm) -> tuple[Release, Release] | None:
        """Both releases; None, and the form says why, where one of them isn't there."""
        if not form.is_valid():
            return None
        numbers = form.cleaned_data["old"], form.cleaned_data["new"]
        rows = self.course.releases.filter(number__in=numbers).select_related("course__source_locale")
        found = {release.number: release for release in rows}
        for name, number in zip(("old", "new"), numbers, strict=True):
            if number not in found:
                form.add_error(name, _("This course has no release %(number)s.") % {"number": number})
        return (found[numbers[0]], found[numbers[1]]) if not form.errors else None
