"""The ways into the code that the docs describe: every place that they name exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.source import ROOT

FOLLOW = ROOT / "docs" / "follow.md"
# `learning/progress/actions/lessons.py:complete_lesson` or `site/common/events/outbox.py:Outbox.deliver`
PLACE = re.compile(r"`([\w/.-]+\.(?:py|html|js|css|toml|md)|[\w/.-]+/)(?::([\w.]+))?`")
WANTED_JOURNEYS = 10
WANTED_QUESTIONS = 30
MOST_FILES = 3


def is_there(path: str, name: str | None, root: Path = ROOT) -> bool:
    """Whether a file or folder exists and defines `name`: a function, a class, a method or a constant."""
    file = root / path
    if not file.exists():
        return False
    if not name:
        return True
    if file.suffix != ".py":
        return name in file.read_text()
    scope: list[ast.stmt] = ast.parse(file.read_text()).body
    for part in name.split("."):
        found = next((node for node in scope if part in _names(node)), None)
        if found is None:
            return False
        scope = getattr(found, "body", [])
    return True


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Assign):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return {node.target.id}
    return set()


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("one.py", None, True),
        ("one.py", "act", True),
        ("one.py", "Thing.method", True),
        ("one.py", "LIMIT", True),
        ("one.py", "method", False),
        ("one.py", "Thing.other", False),
        ("two.py", None, False),
        ("page.html", "{% block x %}", True),
        ("page.html", "absent", False),
    ],
)
def test_a_place_that_is_not_there_is_found(
    tmp_path: Path, path: str, name: str | None, expected: bool
) -> None:
    (tmp_path / "one.py").write_text("LIMIT = 1\ndef act(): ...\nclass Thing:\n    def method(self): ...\n")
    (tmp_path / "page.html").write_text("{% block x %}")
    assert is_there(path, name, tmp_path) is expected


def places(text: str) -> list[tuple[str, str | None]]:
    """The places that a text names: a path, and what is defined there."""
    return [(found[1], found[2]) for found in PLACE.finditer(text)]


def test_every_place_of_a_journey_exists() -> None:
    named = places(FOLLOW.read_text())
    assert [f"{path}:{name}" for path, name in named if not is_there(path, name)] == []


def test_ten_journeys_lead_through_functions() -> None:
    journeys = re.split(r"^## ", FOLLOW.read_text().split("# Where is", 1)[0], flags=re.MULTILINE)[1:]
    assert len(journeys) >= WANTED_JOURNEYS
    for journey in journeys:
        steps = re.findall(r"^\d+\. .*", journey, re.MULTILINE)
        assert len(steps) >= 3, journey
        assert all(PLACE.search(step) for step in steps), journey


def test_thirty_questions_are_answered_in_at_most_three_files() -> None:
    table = FOLLOW.read_text().split("# Where is", 1)[1]
    rows = [row for row in re.findall(r"^\| (?!question|---).*", table, re.MULTILINE) if "`" in row]
    assert len(rows) >= WANTED_QUESTIONS
    assert [row for row in rows if not 1 <= len({path for path, _name in places(row)}) <= MOST_FILES] == []


def test_each_fault_of_the_handbook_names_its_proof() -> None:
    handbook = (ROOT / "docs" / "operations.md").read_text()
    (table,) = re.findall(r"## Faults, outcomes, recovery\n(.*?)\n## ", handbook, re.DOTALL)
    rows = [line.strip("|").split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 20
    for row in rows:
        assert len(row) == 4, row[0]
        proofs = re.findall(r"`([^`]+/test_[^`]+\.py)`", row[3])
        assert proofs and all((ROOT / proof).exists() for proof in proofs), row[0]


def test_every_named_test_exists() -> None:
    """What the docs prove something with: `path/test_file.py:test_name`, as in the tables of faults."""
    missing = []
    for doc in sorted((ROOT / "docs").glob("*.md")):
        for path, name in re.findall(r"`([\w/]+/test_\w+\.py):(test_\w+)`", doc.read_text()):
            file = ROOT / path
            if not file.exists() or f"def {name}(" not in file.read_text():
                missing.append(f"{doc.name}: {path}:{name}")
    assert missing == []


def test_each_fault_of_other_shops_has_its_row() -> None:
    """Numbered for good; those of subscriptions wait for them."""
    text = (ROOT / "docs" / "faults-of-shops.md").read_text()
    rows = re.findall(r"^\| (\d+) \| .+ \| `[^`]+:test_\w+`", text, re.M)
    assert [int(each) for each in rows] == [number for number in range(1, 47) if number not in (9, 40, 41)]
