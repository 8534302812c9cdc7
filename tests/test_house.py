"""The house itself: where the source roots are, which apps there are, and what the papers say about them."""

from __future__ import annotations

import ast
import re
import site
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = {contract["name"]: contract for contract in CONFIG["tool"]["importlinter"]["contracts"]}


def own_apps() -> set[str]:
    """The dotted names of our apps."""
    here = (ROOT / "site", ROOT)
    return {
        config.name
        for config in apps.get_app_configs()
        if any(Path(config.path) == place / config.name.replace(".", "/") for place in here)
    }


def test_our_folder_never_takes_the_interpreters_module_name() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()
    assert not Path(str(site.__file__)).is_relative_to(ROOT / "site")


def test_every_app_stands_in_the_import_contracts() -> None:
    rooms = {
        f"{container}.{app}" if container else app
        for contract in CONTRACTS.values()
        for container in contract.get("containers", [""])
        for layer in contract.get("layers", [])
        for app in layer.split(" | ")
    }
    assert own_apps() <= rooms
    assert {name.split(".")[0] for name in rooms} == set(CONFIG["tool"]["importlinter"]["root_packages"])


def test_the_environment_is_read_in_one_place_only() -> None:
    reads = re.compile(r"os\.(environ\b(?!\.setdefault|\[\"DJANGO_)|getenv)")
    ours = [ROOT / name.replace(".", "/") for name in own_apps() if name != "common"]
    sources = {path for folder in [*ours, ROOT / "site"] for path in folder.rglob("*.py")}
    offenders = [path for path in sources if path.name != "env.py" and reads.search(path.read_text())]
    assert offenders == []


def test_every_setting_that_is_read_is_explained() -> None:
    """docs/operations.md lists exactly the names that the code reads from the environment."""
    call = re.compile(
        r"env\.(?:text|flag|number|words|folder|choice|database|mail|origins|amounts|amount_lists|percentage)\(\s*[\"'](\w+)"
    )
    sources = [*(ROOT / "site" / "config").rglob("*.py"), ROOT / "gunicorn.conf.py"]
    read = {name for path in sources for name in call.findall(path.read_text())}
    explained = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", (ROOT / "docs" / "operations.md").read_text(), re.M))
    assert read == explained


def _atomic_without_a_database(node: ast.AST) -> bool:
    """`@transaction.atomic`, or a call of it that names no database."""
    if isinstance(node, ast.Call) and _is_atomic(node.func):
        return not any(keyword.arg == "using" for keyword in node.keywords)
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return any(_is_atomic(decorator) for decorator in decorators)


def _is_atomic(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "atomic"


def _actions() -> list[Path]:
    folders = [ROOT / name.replace(".", "/") for name in own_apps() if name != "common"]
    return [
        path for folder in folders for path in (*folder.glob("actions.py"), *folder.rglob("actions/**/*.py"))
    ]


def test_every_transaction_of_an_action_names_its_database() -> None:
    offenders = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in _actions()
        for node in ast.walk(ast.parse(path.read_text()))
        if _atomic_without_a_database(node)
    ]
    assert offenders == []


def test_every_action_that_runs_in_a_transaction_lets_its_caller_name_the_database() -> None:
    offenders = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in _actions()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(each, ast.Name) and each.id == "in_transaction" for each in node.decorator_list)
        and "using" not in {argument.arg for argument in node.args.kwonlyargs}
    ]
    assert offenders == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "set SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS and EMAIL_URL in the environment"),
        ({"SECRET_KEY": "x", "DATABASE_URL": "sqlite:///x", "ALLOWED_HOSTS": "a"}, "set EMAIL_URL in the"),
        (
            {"TRUSTED_PROXIES": "perhaps"},
            "TRUSTED_PROXIES must be a whole number of at least 0, not “perhaps”",
        ),
    ],
)
def test_production_refuses_to_start_with_one_sentence(given: dict[str, str], sentence: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings.production"],
        env={"PYTHONPATH": str(ROOT / "site"), **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_admin_screens_stand_on_the_one_base() -> None:
    """Whoever may, breadcrumbs and the answer to a mistake are settled in `common.admin.views`."""
    folders = [ROOT / name.split(".")[0] for name in own_apps() if name != "common"] + [ROOT / "site"]
    sources = {path for folder in folders for path in folder.rglob("*.py") if "tests" not in path.parts}
    base = ROOT / "site" / "common" / "admin" / "views.py"
    wagtails = "wagtail.admin.views.generic.base"
    assert [path for path in sources if path != base and wagtails in path.read_text()] == []
