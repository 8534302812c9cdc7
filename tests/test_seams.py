"""What a question type or a kind of activity is, only its own folder says: nothing else names it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from learning.assessments.question_types import question_types

ROOT = Path(settings.BASE_DIR)
TYPES = frozenset(question_types())
#: What may name them: the folders themselves, and whoever writes questions of a certain type.
ELSEWHERE = re.compile(r"(^|/)(tests|testing|migrations|question_types|demo|node_modules)/")


#: Moodle's words for its own types, some of which are ours as well.
MOODLES = ("imports/moodle_xml.py", "exports/moodle_xml.py")


def _sources(pattern: str, *folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in (ROOT / folder).rglob(pattern):
            if not ELSEWHERE.search(path.relative_to(ROOT).as_posix()):
                yield path


def test_no_code_names_a_question_type_outside_its_folder() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in _sources(
            "*.py", "accounts", "api", "commerce", "home", "learning", "library", "notifications", "site"
        )
        if not path.as_posix().endswith(MOODLES)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in TYPES
    ]
    assert found == []


def test_no_template_or_asset_names_a_question_type_outside_its_folder() -> None:
    named = re.compile(rf"(?<!inputmode=)[\"']({'|'.join(sorted(TYPES))})[\"']")
    paths = [
        *_sources("*.html", "templates"),
        *_sources("*.js", "static/js"),
        *_sources("*.css", "static/css"),
    ]
    assert [str(path.relative_to(ROOT)) for path in paths if named.search(path.read_text())] == []


def test_nobody_asks_which_kind_of_activity_something_is() -> None:
    """An `isinstance` that is asserted narrows a type; any other would branch."""
    found = []
    for path in _sources("*.py", "api", "learning/access", "learning/classroom", "learning/progress"):
        tree = ast.parse(path.read_text())
        asserts = [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
        asserted = {id(each) for node in asserts for each in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and id(node) not in asserted and _asks_for_a_kind(node):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def _asks_for_a_kind(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name) or call.func.id != "isinstance":
        return False
    names = {each.id for each in ast.walk(call.args[1]) if isinstance(each, ast.Name)}
    return bool(names & {"Quiz", "Exam", "Assignment"})
