"""Which app owns an address (URL), and which files name one that lies above them.

A file names an address by URL name (`reverse`, `redirect`, `{% url %}`, `…url_name = `) or writes its path by
hand ("/api/v1/…"). Either belongs to the app whose URLconf has it; only that app and those above may name it.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver

CALLS = {"reverse", "reverse_lazy", "redirect", "resolve_url", "of_url_name"}
TEMPLATE_NAME = re.compile(r"{%-?\s*url\s+(['\"])(?P<name>[^'\"]+)\1")
HAND_WRITTEN = re.compile(r"(?:['\"`]|[%}]})(?P<path>/[a-z_][^'\"`{}\s]*)")

# Folders of templates that stand in for allauth's own.
OF_ALLAUTH = {"account", "allauth", "mfa", "socialaccount", "usersessions"}

# Pages have no URLconf: their index pages stand under these slugs (design.md, addresses).
OF_PAGES = {
    "/courses/": "learning.courses",
    "/instructors/": "learning.courses",
    "/bundles/": "learning.access",
    "/paths/": "learning.access",
}


@dataclass(frozen=True, slots=True)
class Use:
    """One place that names an address: the app it stands in, the line, and the URL name or path it names.

    A name that ends in ":" or "/" was put together at run time; only this much of it is known.
    """

    app: str
    place: str
    names: str


@dataclass(frozen=True, slots=True)
class House:
    """The apps from the top down, the URL names and the paths that each owns, and the apps' labels."""

    layers: Sequence[str]
    names: Mapping[str, str]
    paths: Sequence[tuple[str, bool, str]]
    labels: Mapping[str, str]

    def app_of(self, module: str) -> str:
        """The app a dotted module stands in, "" when it is none of ours."""
        found = [layer for layer in self.layers if module == layer or module.startswith(f"{layer}.")]
        return max(found, key=len, default="")

    def owner_of(self, named: str) -> str:
        """The app that owns a URL name or a path; "" for Django's, Wagtail's and allauth's, or nobody's."""
        if named.startswith("/"):
            return self._owner_of_path(named)
        if named.endswith(":"):
            return self._highest({app for name, app in self.names.items() if name.startswith(named)})
        if named in self.names:
            return self.names[named]
        of_model = re.match(r"(?:wagtailsnippets_)?([a-z]+)_[a-z]+(?::|_modeladmin_)", named)
        return self.labels.get(of_model[1], "") if of_model else ""

    def _owner_of_path(self, path: str) -> str:
        path = re.split(r"[?#]", path)[0]
        exact = [app for prefix, is_whole, app in self.paths if is_whole and prefix == path]
        if exact:
            return self._highest(set(exact) - {""})
        found = [
            (len(prefix), app)
            for prefix, is_whole, app in self.paths
            if app and (_is_below(prefix, path) or (_is_below(path, prefix) and not is_whole))
        ]
        longest = max((length for length, _app in found), default=0)
        return self._highest({app for length, app in found if length == longest})

    def _highest(self, apps: set[str]) -> str:
        return min(apps, key=self.layers.index, default="")

    def is_upward(self, use: Use) -> bool:
        """Whether the place names what stands above it."""
        owner = self.owner_of(use.names)
        return bool(owner) and self.layers.index(owner) < self.layers.index(use.app)


def _is_below(path: str, folder: str) -> bool:
    return folder.endswith("/") and path.startswith(folder)


def layers(contracts: Sequence[Mapping[str, object]]) -> list[str]:
    """The apps from the top down, as the import contracts order them; a folder of apps is spelled out."""
    folders = {
        str(container): [
            f"{container}.{app}"
            for layer in contract["layers"]  # type: ignore[attr-defined]
            for app in layer.split(" | ")
        ]
        for contract in contracts
        for container in contract.get("containers", [])  # type: ignore[attr-defined]
    }
    ordered = [contract for contract in contracts if contract["type"] == "layers"]
    whole = next(contract["layers"] for contract in ordered if "containers" not in contract)
    return [app for layer in whole for app in folders.get(layer, [layer])]  # type: ignore[attr-defined]


def patterns(
    found: Sequence[URLPattern | URLResolver], urlconf: str = "", prefix: str = "/", namespace: str = ""
) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Every URL pattern as (name with namespace, route, the modules of its URLconf and of its view)."""
    for pattern in found:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", pattern.callback)
            name = f"{namespace}{pattern.name}" if pattern.name else ""
            yield name, route, (urlconf, getattr(view, "__module__", ""))
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            named = getattr(pattern.urlconf_module, "__name__", "") or urlconf
            yield from patterns(pattern.url_patterns, named, route, inner)


def literal(route: str) -> tuple[str, bool]:
    """The part of a route before its first parameter, and whether that is the whole route."""
    plain = route.replace("^", "").replace("$", "").replace("\\", "")
    before = re.split(r"[<(]", plain)[0]
    return before, before == plain


def names_in_python(source: str, app: str, path: str, module: object = None) -> Iterator[Use]:
    """Every URL name and hand-written path in a Python file. `module` answers for names of constants."""
    tree = ast.parse(source)
    sentences = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    documentation = {id(sentence.value) for sentence in sentences}
    for node in ast.walk(tree):
        place = f"{path}:{getattr(node, 'lineno', 0)}"
        for named in _url_names(node, module):
            yield Use(app, place, named)
        text = node.value if isinstance(node, ast.Constant) and id(node) not in documentation else None
        if isinstance(text, str) and re.match(r"/[a-z_]", text):
            yield Use(app, place, text)


def _url_names(node: ast.AST, module: object) -> Iterator[str]:
    given: list[ast.expr] = []
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given += node.args[:1] if called in CALLS else []
        given += [word.value for word in node.keywords if word.arg in ("viewname", "pattern_name")]
        given += [word.value for word in node.keywords if (word.arg or "").endswith("url_name")]
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        given += [node.value for target in targets if getattr(target, "id", "").endswith("url_name")]
    for value in given:
        named = _text(value, module)
        if named and re.match(r"\w", named):
            yield named


def _text(value: ast.expr, module: object) -> str:
    """What is known of a text: all of a literal or a constant, the namespace of an f-string."""
    if isinstance(value, ast.Constant):
        return value.value if isinstance(value.value, str) else ""
    if isinstance(value, ast.Name):
        constant = getattr(module, value.id, "")
        return constant if isinstance(constant, str) else ""
    if isinstance(value, ast.JoinedStr) and value.values and isinstance(value.values[0], ast.Constant):
        namespace, colon, _rest = str(value.values[0].value).partition(":")
        return namespace + colon if colon else ""
    return ""


def names_in_text(source: str, app: str, path: str) -> Iterator[Use]:
    """Every `{% url %}` and hand-written path in a template or a script."""
    for number, line in enumerate(source.splitlines(), start=1):
        for found in TEMPLATE_NAME.finditer(line):
            yield Use(app, f"{path}:{number}", found["name"])
        for found in HAND_WRITTEN.finditer(line):
            yield Use(app, f"{path}:{number}", found["path"])


def app_of_file(path: Path, labels: Mapping[str, str]) -> str:
    """The app that a template or script counts as: its folder's, else `common`, for anybody may draw it."""
    folders = [part for part in path.parts[:-1] if part not in ("templates", "emails", "static", "js")]
    if folders and folders[0] in OF_ALLAUTH:
        return "accounts"
    return labels.get(folders[0], "common") if folders else "common"


def uses(root: Path, house: House) -> Iterator[Use]:
    """Every place of the house that names an address, tests and migrations aside."""
    for app in house.layers:
        folder = root / ("site" if app in ("config", "common") else "") / app.replace(".", "/")
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).parts
            if "migrations" in parts or "tests" in parts or app == "config":
                continue
            module = importlib.import_module(
                ".".join([app, *parts]).removesuffix(".py").removesuffix(".__init__")
            )
            yield from names_in_python(path.read_text(), app, str(path.relative_to(root)), module)
    texts = [*(root / "templates").rglob("*.html"), *(root / "templates").rglob("*.txt")]
    for path in sorted([*texts, *(root / "static" / "js").rglob("*.js")]):
        where = path.relative_to(root)
        yield from names_in_text(path.read_text(), app_of_file(where, house.labels), str(where))


def asked_addresses(root: Path) -> Iterator[tuple[str, str]]:
    """Every (file, name) that is asked of the registry with a literal name: in Python and in templates."""
    asked = re.compile(r"address_of\(\s*['\"]([^'\"]+)['\"]|{%-?\s*address\s+['\"]([^'\"]+)['\"]")
    folders = (
        "accounts",
        "api",
        "commerce",
        "demo",
        "home",
        "learning",
        "library",
        "notifications",
        "site",
        "templates",
    )
    for path in sorted(path for folder in folders for path in (root / folder).rglob("*.*")):
        if path.suffix in (".py", ".html", ".txt") and "tests" not in path.parts:
            for found in asked.finditer(path.read_text()):
                yield str(path.relative_to(root)), found[1] or found[2]
