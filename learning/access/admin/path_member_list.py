"""The list of people on learning paths in the Wagtail admin."""

from __future__ import annotations

from django.contrib.admin import EmptyFieldListFilter
from django.utils.translation import gettext_lazy as _

from learning.access.models import PathMember

from .grant_lists import LearnerFilteredAdmin


class PathMemberAdmin(LearnerFilteredAdmin):
    model = PathMember
    menu_label = _("Learning path members")
    empty_text = _("No one has joined a learning path yet.")
    menu_icon = "group"
    base_url_path = "academy/path-members"
    joined = ("person", "path")
    list_display = ("learner", "path", "joined_at", "left_at")
    list_filter = ("path", "joined_at", ("left_at", EmptyFieldListFilter))
    list_export = (
        "person__email",
        "person__first_name",
        "person__last_name",
        "path__title",
        "joined_at",
        "left_at",
    )
    search_fields = ("person__email", "person__first_name", "person__last_name", "path__title")
    ordering = ("-joined_at", "-pk")
    inspect_view_fields = ("person", "path", "joined_at", "left_at")
