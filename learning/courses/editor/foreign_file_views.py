"""The screen about files of other courses that a course shows: one press makes copies its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from wagtail.permissions import policy_registry

from common.admin.views import AdminView, Breadcrumb, breadcrumb
from common.verdict import Verdict
from learning.courses import actions, policies
from learning.courses.models import CoursePage
from learning.courses.release.foreign_files import ForeignFile, foreign_files
from learning.courses.release.trees import draft_tree


class ForeignFilesView(AdminView):
    """Lists the files, each with its place; copies those that the reader may use."""

    template_name = "courses/admin/foreign_files.html"
    page_title = gettext_lazy("Files from other courses")
    header_icon = "doc-full"

    @cached_property
    def page(self) -> CoursePage:
        pages = CoursePage.objects.select_related("latest_revision", "locale")
        return get_object_or_404(pages, pk=self.kwargs["page_id"])

    def may(self) -> Verdict:
        return policies.may_edit_course(self.reader, self.page)

    def parents(self) -> list[Breadcrumb]:
        return [breadcrumb(self.page.title, reverse("wagtailadmin_pages:edit", args=[self.page.pk]))]

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    @cached_property
    def files(self) -> list[ForeignFile]:
        return foreign_files(draft_tree(self.page))

    @cached_property
    def usable(self) -> dict[Any, Any]:
        """The files that the reader may use, by what they are."""
        items = {one.reference: one.item for one in self.files}
        return {reference: item for reference, item in items.items() if self._may_use(item)}

    def _may_use(self, item: Any) -> bool:
        policy: Any = policy_registry.get_by_type(type(item))
        return bool(policy.user_has_any_permission_for_instance(self.reader, {"choose", "change"}, item))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [(one, one.reference in self.usable) for one in self.files]
        return super().get_context_data(**kwargs) | {"page": self.page, "rows": rows, "usable": self.usable}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        count = actions.own_foreign_files(page=self.page, items=list(self.usable.values()), actor=self.reader)
        words = ngettext(
            "%(count)d file copied to this course. Its pages now show the copy.",
            "%(count)d files copied to this course. Its pages now show the copies.",
            count,
        )
        messages.success(request, words % {"count": count})
        return redirect("courses_admin:foreign_files", self.page.pk)
