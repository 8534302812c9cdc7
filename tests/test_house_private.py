"""Private names of libraries: whoever uses one is named here with the reason, for the day it is gone.

What begins with an underscore may change in any edition of Django, Wagtail or allauth. Each name below is
looked for when the library is updated; a new one is a decision, not an accident.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from functools import cache

import pytest

from tests.source import SourceModule, product_modules

#: (name, the module that uses it): why nothing public does.
USED: dict[tuple[str, str], str] = {
    # Django
    ("_db", "accounts.models"): "a manager writes to its own database, as Django's user manager does",
    (
        "_get_session_auth_hash",
        "accounts.models",
    ): "the hash behind both public ones, so that fallback keys work",
    ("_post_clean", "library.forms"): "the last moment before wagtailmedia deletes what is replaced",
    ("_post_clean", "learning.assessments.admin.accommodation_views"): "the action validates, not the row",
    (
        "_js_module_import_aggregation_patterns",
        "config.static_files",
    ): "dynamic imports only, which is half of it",
    (
        "django.utils._os",
        "config.static_files",
    ): "safe_join is what Django's own storages keep inside a folder by",
    ("_committed", "library.fields"): "whether a file is stored: one that was refused has no address",
    ("_catalog", "common.remembered_words"): "the lists that Django asks for a word, one for each app",
    ("_committed", "library.models"): "whether a file is new and its facts are still to be read",
    (
        "_committed",
        "library.uploads.validators",
    ): "whether a file is new: one that is kept isn't judged again",
    ("_committed", "library.stray_files"): "whether a file is new and was stored by this save",
    ("_save", "library.storage.whole_files"): "documented: how a storage keeps a file",
    (
        "_close",
        "common.postgresql.base",
    ): "where a connection goes back to the pool, which keeps its settings",
    (
        "_messages",
        "learning.classroom.caching.page_cache",
    ): "whether any wait, which reading them would use up",
    (
        "_messages",
        "common.exports.running",
    ): "a request that is asked again in the background has a place for messages, as a middleware gives",
    # Wagtail
    (
        "_base_queryset_for_user",
        "learning.courses.editor.page_policy",
    ): "nobody and superusers, before our rule",
    (
        "_get_user_permission_objects_for_actions",
        "learning.courses.editor.file_policy",
    ): "where all rights by collection come from",
    ("_get_base_content_type", "learning.assessments.admin.usage"): "how the reference index keeps models",
    ("_get_title_column_class", "accounts.admin.viewsets"): "the column with the links, as the list makes it",
    ("_item_is_in_block_format", "common.blocks.checklist"): "an item from before items had names",
    (
        "_wagtail_route_for_request",
        "learning.classroom.course.directory",
    ): "a remembered page isn't routed again",
    ("_wagtail_route_for_request", "learning.support.preview_as.middleware"): "the page behind a preview",
    ("_wagtail_site", "learning.classroom.course.directory"): "a remembered site isn't looked up again",
    ("_clone", "common.search"): "an empty result that is filtered or ordered is still one of its model",
    # allauth
    (
        "_process",
        "accounts.templatetags.signing_in",
    ): "how often a wrong code was typed, which its page isn't told",
    # Ours, kept on the request, which knows nothing of them
    ("_classroom_shop_window", "learning.classroom.selectors"): "read once for each page",
    ("_site_look", "home.site_settings.site_context"): "read once for each page",
}
#: Private by its name only: documented and promised.
PROMISED = {"_meta", "_default_manager", "_base_manager", "_asdict", "_replace", "_fields", "_state"}


def private_uses(tree: ast.Module) -> set[str]:
    """The private names that a module reads or imports, and does not define itself."""
    return {name for name in _used(tree) if _is_private(name)} - set(_defined(tree))


def _is_private(name: str) -> bool:
    last = name.rpartition(".")[2]
    return last.startswith("_") and not last.endswith("_") and not last.startswith("__")


def _used(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 1:
            asked = node.args[1]
            if node.func.id in ("getattr", "setattr", "hasattr") and isinstance(asked, ast.Constant):
                yield str(asked.value)


def _defined(tree: ast.Module) -> Iterator[str]:
    """Functions, classes and variables, and what a class sets on itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield from [node.attr] if ast.unparse(node.value) in ("self", "cls") else []


def overridden(module: SourceModule) -> set[str]:
    """The private names that a class of the module takes from a class of a library."""
    classes = [node for node in module.tree.body if isinstance(node, ast.ClassDef)]
    stated = {node.name: set(filter(_is_private, _stated(node))) for node in classes}
    if not any(stated.values()):
        return set()
    known = vars(importlib.import_module(module.name))
    return {
        name
        for cls, names in stated.items()
        for name in names
        if any(name in vars(base) for base in known[cls].__mro__[1:] if _is_of_a_library(base.__module__))
    }


def _stated(cls: ast.ClassDef) -> Iterator[str]:
    for node in cls.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def _is_of_a_library(module: str) -> bool:
    return module.partition(".")[0] not in sys.stdlib_module_names and module not in _ours()


@cache
def _ours() -> frozenset[str]:
    return frozenset(module.name for module in product_modules())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("form._errors", {"_errors"}),
        ("from wagtail.admin._tools import x", {"wagtail.admin._tools"}),
        ("from wagtail.models import _copy", {"_copy"}),
        ("class A:\n    def _mine(self): self._kept = 1\nA()._mine(); A()._kept", set()),
        ("page._cached = 1", {"_cached"}),
        ("getattr(page, '_cached', None)", {"_cached"}),
        (
            "from .near import _ours\nfrom django.utils.translation import gettext as _\n_('x').__class__",
            set(),
        ),
    ],
)
def test_a_private_name_is_found(source: str, expected: set[str]) -> None:
    assert private_uses(ast.parse(source)) == expected


def test_no_private_name_of_a_library_is_used_without_a_reason() -> None:
    defined = {name for module in product_modules() for name in _defined(module.tree)}
    found = set()
    for module in product_modules():
        read = {name for name in private_uses(module.tree) if name not in defined}
        found |= {(name, module.name) for name in (read | overridden(module)) - PROMISED}
    assert found == set(USED)
