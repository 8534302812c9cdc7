"""Snippet views that ask for the right to the row that an address names, not to the model as a whole."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from wagtail.permissions import policy_registry
from wagtail.snippets.views import chooser, snippets
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from common.admin.unknown_filters import ForgivingFilters
from common.natural_order import AsPeopleCount


class ObjectPermissionMixin:
    """Put before any snippet view with a row in its address. What the view asks is asked of the row."""

    request: Any
    model: Any

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        # Some views take `pk` out of the arguments before they keep them.
        self._pk = kwargs.get("pk")
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

    @cached_property
    def _row(self) -> Any:
        return None if self._pk is None else get_object_or_404(self.model, pk=self._pk)

    def _is_allowed(self, action: str) -> bool:
        policy = policy_registry.get_by_type(self.model)
        return self._row is None or policy.user_has_permission_for_instance(
            self.request.user, action, self._row
        )

    def user_has_permission(self, permission: str) -> bool:
        return super().user_has_permission(permission) and self._is_allowed(permission)  # type: ignore[misc]

    def user_has_any_permission(self, permissions: Any) -> bool:
        allowed: bool = super().user_has_any_permission(permissions)  # type: ignore[misc]
        return allowed and any(self._is_allowed(permission) for permission in permissions)


class PermittedIndexView(ForgivingFilters, snippets.IndexView):
    """Lists what the person may see, and offers what they may do to each."""

    def get_base_queryset(self) -> QuerySet[Any]:
        rows = super().get_base_queryset()
        policy = policy_registry.get_by_type(self.model)
        visible = policy.instances_user_has_permission_for(self.request.user, "view")
        return rows.filter(pk__in=visible.values("pk"))

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Titles as people count, whatever else Wagtail sorts by."""
        ordering = str(self.ordering)
        title = ordering.removeprefix("-")
        if title not in ("title", "course__title"):
            return super().order_queryset(queryset)
        key = AsPeopleCount(title)
        return queryset.order_by(key.desc() if ordering.startswith("-") else key.asc(), "pk")

    def _may(self, action: str, instance: Any) -> bool:
        return bool(self.user_has_permission_for_instance(action, instance))

    def get_edit_url(self, instance: Any) -> str | None:
        return super().get_edit_url(instance) if self._may("change", instance) else None

    def get_delete_url(self, instance: Any) -> str | None:
        return super().get_delete_url(instance) if self._may("delete", instance) else None


class _Seen:
    """Choosers offer and hand over what the person may see."""

    request: Any
    model_class: Any

    def get_object_list(self) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(self.model_class)
        rows = policy.instances_user_has_permission_for(self.request.user, "view")
        return rows.select_related("course")

    def get_object(self, pk: Any) -> Any:
        return get_object_or_404(self.get_object_list(), pk=pk)

    def get_objects(self, pks: Any) -> QuerySet[Any]:
        return self.get_object_list().filter(pk__in=pks)


class ChooseView(_Seen, chooser.ChooseView):
    pass


class ChooseResultsView(_Seen, chooser.ChooseResultsView):
    pass


class ChosenView(_Seen, chooser.SnippetChosenView):
    pass


class ChosenMultipleView(_Seen, chooser.SnippetChosenMultipleView):
    pass


class OfCourseChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


class OfCourseViewSet(snippets.SnippetViewSet):
    """A viewset all of whose views are judged by row. Copies may be made of whatever may be seen."""

    index_view_class = PermittedIndexView
    chooser_viewset_class = OfCourseChooserViewSet

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Any:
        has_row = not issubclass(view_class, (snippets.IndexView, snippets.CopyView))
        if has_row and hasattr(view_class, "user_has_permission"):
            view_class = _behind(ObjectPermissionMixin, view_class)
        elif has_row and not issubclass(view_class, snippets.CreateView):
            view_class = _behind(OnlyForEditors, view_class)
        return super().construct_view(view_class, **kwargs)


class OnlyForEditors:
    """Put before views of workflows, which ask only the task: here the row has to be one's to change."""

    kwargs: dict[str, Any]
    model: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        row = get_object_or_404(self.model, pk=kwargs["pk"])
        if not policy_registry.get_by_type(self.model).user_has_permission_for_instance(
            request.user, "change", row
        ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def _behind(guard: type[Any], view_class: type[Any]) -> type[Any]:
    """The view with a guard before it, told by where it came from."""
    return type(view_class.__name__, (guard, view_class), {"__module__": view_class.__module__})
