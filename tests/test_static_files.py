"""Guards `config.static_files`: what is collected, under which names, and what stands in a bundle."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.template import Context, Template

from common.design.stylesheets import style_sets, stylesheets
from common.templatetags import styles
from config.static_files import AppFinder, HashedFiles, PackageFinder

STATIC = Path(settings.BASE_DIR) / "static"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> HashedFiles:
    """Our own files and the packages' collected as on a server, but for scripts and what is large."""
    storage = HashedFiles(location=tmp_path_factory.mktemp("static"), base_url="/static/")
    found = {}
    for finder in (FileSystemFinder(), PackageFinder()):
        for path, source in finder.list(["js", "*.mjs", "npm/katex", "npm/hls"]):
            name = "/".join(filter(None, (getattr(source, "prefix", ""), path)))
            found[name] = (source, path)
            with source.open(path) as file:
                storage._save(name, file)
    outcomes = [outcome for _, _, outcome in storage.post_process(found)]
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    return storage


def bundle(storage: HashedFiles, name: str) -> str:
    return Path(storage.path(storage.hashed_files[f"css/{name}.bundle.css"])).read_text()


def test_a_server_has_every_set_of_stylesheets_in_one_file_in_the_order_of_linking(
    collected: HashedFiles,
) -> None:
    assert "site" in style_sets()
    for name in style_sets():
        parts = re.findall(r"^/\* (css/[\w./-]+\.css) \*/$", bundle(collected, name), re.MULTILINE)
        assert parts == list(stylesheets(name))
    on_disk = {path.relative_to(STATIC).as_posix() for path in STATIC.glob("css/**/*.css")}
    linked = {sheet for name in style_sets() for sheet in stylesheets(name)}
    assert {path for path in on_disk if not path.startswith("css/pages/")} == linked


def test_the_statement_of_the_layers_comes_before_every_rule(collected: HashedFiles) -> None:
    rules = re.sub(r"/\*.*?\*/", "", bundle(collected, "site"), flags=re.DOTALL).strip()
    assert rules.startswith("@layer tokens, base, layout, components, pages, utilities;")


def test_what_a_bundle_names_is_there_under_its_hash(collected: HashedFiles) -> None:
    addresses = re.findall(r"url\(\"?([^\")]+)", bundle(collected, "site"))
    assert len(addresses) > 4
    for address in addresses:
        assert re.search(r"\.[0-9a-f]{12}\.woff2$", address)
        assert collected.exists(f"css/{address}")


def test_a_bundle_is_compressed(collected: HashedFiles) -> None:
    assert collected.exists(f"{collected.hashed_files['css/site.bundle.css']}.gz")


def test_a_server_links_the_bundle_and_a_developer_each_file(
    collected: HashedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = Template('{% load styles %}{% styles "site" %}')
    assert tag.render(Context()).count("<link") == len(stylesheets("site"))

    monkeypatch.setattr(styles, "staticfiles_storage", collected)
    hashed = collected.hashed_files["css/site.bundle.css"]
    assert tag.render(Context()) == f'<link rel="stylesheet" href="/static/{hashed}">'


def test_of_a_package_only_what_pages_need_is_found_and_collected() -> None:
    assert finders.find("npm/hls/hls.min.mjs")
    assert finders.find("npm/katex/katex.min.js")
    assert finders.find("npm/mermaid/mermaid.esm.min.mjs")
    assert not finders.find("npm/hls/hls.js")
    assert not finders.find("npm/hls/../../package.json")
    names = {f"{storage.prefix}/{path}" for path, storage in PackageFinder().list(None)}
    assert {"npm/hls/hls.min.mjs", "npm/htmx/htmx.min.js"} <= names
    assert [name for name in names if name.endswith(".map") or finders.find(name) is None] == []


def test_what_apps_bring_and_nobody_asks_for_is_not_collected() -> None:
    names = {path for path, _storage in AppFinder().list(None)}
    assert "ninja/swagger-ui-bundle.js" in names
    assert "wagtailadmin/js/core.js" in names
    assert [name for name in names if name.startswith("admin/") or name.endswith(".map")] == []


def test_our_modules_import_each_other_by_hashed_names_and_libraries_are_left_alone(tmp_path: Path) -> None:
    files = {
        "js/site.js": '// Opens the menu.\nimport { open } from "./parts/menu.js";\n\nopen();\n',
        "js/parts/menu.js": "export function open() {}\n",
        "npm/lib/lib.js": "// write: import lib from './nowhere.js';\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = {name: (StaticFilesStorage(location=tmp_path), name) for name in files}
    storage = HashedFiles(location=tmp_path, base_url="/static/")

    problems = [outcome for _, _, outcome in storage.post_process(found) if isinstance(outcome, Exception)]

    assert problems == []
    menu = Path(storage.hashed_files["js/parts/menu.js"]).name
    assert menu != "menu.js"
    site = (tmp_path / storage.hashed_files["js/site.js"]).read_text()
    assert site == f'import{{open}} from "./parts/{menu}";open();'
    assert "./nowhere.js" in (tmp_path / storage.hashed_files["npm/lib/lib.js"]).read_text()


def test_every_import_of_our_scripts_leads_to_a_hashed_name(tmp_path: Path) -> None:
    storage = HashedFiles(location=tmp_path, base_url="/static/")
    found = {}
    for path, source in FileSystemFinder().list(["css", "*.css", "images", "fonts"]):
        if path.startswith("js/"):
            found[path] = (source, path)
            with source.open(path) as file:
                storage._save(path, file)
    assert not [outcome for *_, outcome in storage.post_process(found) if isinstance(outcome, Exception)]

    imported = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
    addresses = [
        address
        for name in found
        for address in imported.findall((tmp_path / storage.hashed_files[name]).read_text())
    ]
    assert len(addresses) > 50
    assert [address for address in addresses if not re.search(r"\.[0-9a-f]{12}\.js$", address)] == []


def test_no_scripts_import_each_other_in_a_circle() -> None:
    """A server couldn't name them after their content: each name would hang on the other."""
    imported = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
    imports = {
        path: {(path.parent / name).resolve() for name in imported.findall(path.read_text())}
        for path in STATIC.rglob("*.js")
    }
    left = dict(imports)
    while free := [path for path, named in left.items() if not named & left.keys()]:
        for path in free:
            del left[path]
    assert sorted(path.relative_to(STATIC).as_posix() for path in left) == []
