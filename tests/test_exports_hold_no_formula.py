"""No export, ours or Wagtail's, holds text that a spreadsheet would calculate; numbers stay numbers."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from hypothesis import given
from hypothesis import settings as unhurried
from hypothesis import strategies as st
from openpyxl import load_workbook
from wagtail.contrib.forms.models import FormSubmission
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry, Site

from accounts.tests.factories import UserFactory
from common.append_only import erasing
from common.exports.formulas import FORMULA, unguarded
from common.exports.spreadsheets import BOM, csv_bytes, csv_lines, workbook_bytes
from common.imports.columns import ImportColumn, ImportColumns
from common.imports.table_reader import read_table
from common.imports.text_reader import read_text
from home.models import LandingPage
from learning.testing.access import page_of
from tests.roles import Academy, open_academy
from tests.source import product_modules

PLACE = "common.exports.spreadsheets"
BEGINNINGS = ("=1+1", "+1+1", "-1+1", "@A1", "\t=1", "\r=1")
#: Fields in which people write, of whatever model has one.
WRITTEN = ("title", "draft_title", "name", "display_name", "first_name", "last_name", "learner_name")
WRITTEN += ("course_title", "reason", "notes", "note", "label", "search_description")
KEPT_APPS = ("contenttypes", "sites", "auth", "wagtailcore")
#: Lists that can be exported without saying which.
LISTS = {
    *(f"academy/{name}/" for name in ("access-for-many", "bundle-purchases", "certificates", "enrolments")),
    *(f"academy/{name}/" for name in ("cohort-members", "cohorts", "grants", "path-members")),
    *(f"reports/{name}/" for name in ("aging-pages", "locked", "site-history", "workflow", "workflow_tasks")),
    "redirects/",
}


def text_of(kind: str) -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=("Cs",) if kind == "csv" else ("Cs", "Cc"))
    return st.tuples(st.sampled_from([*FORMULA, "'", "", "a"]), st.text(letters, max_size=8)).map("".join)


@unhurried(deadline=None)
@given(text_of("csv"))
def test_the_words_of_a_cell_come_back(text: str) -> None:
    ((cell,),) = csv.reader(io.StringIO("".join(csv_lines([[text]], with_mark=False)), newline=""))
    assert not cell.startswith(FORMULA)
    assert unguarded(cell) == text


@unhurried(deadline=None)
@given(
    st.lists(text_of("table").map(str.strip).filter(lambda text: "\r" not in text), min_size=1, max_size=4)
)
def test_our_imports_read_the_words_that_our_exports_wrote(texts: list[str]) -> None:
    columns = ImportColumns(ImportColumn("word"), ImportColumn("row"))
    content = csv_bytes([["word", "row"], *([text, "x"] for text in texts)])
    read = [row.cells["word"] for row in read_table(read_text(content), columns).rows]
    assert [" ".join(word.split()) for word in read] == [" ".join(text.split()) for text in texts]


@unhurried(deadline=None)
@given(text_of("workbook"))
def test_a_workbook_says_that_text_is_text(text: str) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes([[text, -5]], title="Sheet")))
    cell, number = next(iter(book.active))
    assert cell.data_type == ("s" if text else "n")
    # With lxml beside it openpyxl writes a carriage return so that it stays one; else XML makes it a line.
    assert (cell.value or "").replace("\r", "\n") == text.replace("\r", "\n")
    assert number.value == -5


@pytest.mark.parametrize("number", [-5, -1.5, Decimal("-0.50"), 7, True, date(2026, 5, 4)])
def test_numbers_and_dates_stay_what_they_are(number: Any) -> None:
    assert "".join(csv_lines([[number, None]], with_mark=False)) == f"{number},\r\n"
    book = load_workbook(io.BytesIO(workbook_bytes([[number]], title="Sheet")))
    cell = book.active["A1"]
    assert cell.data_type in ("n", "b", "d")


def test_what_a_workbook_cannot_hold_is_no_error() -> None:
    book = load_workbook(io.BytesIO(workbook_bytes([["a\x0bb"]], title="Sheet")))
    assert book.active["A1"].value == "a b"


def test_nothing_else_writes_files_for_spreadsheets() -> None:
    writers = {"openpyxl", "xlsxwriter", "xlwt", "tablib", "pandas"}
    found = []
    for module in product_modules():
        for node in ast.walk(module.tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name.split(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                top = node.module.split(".")[0]
                names = [top, *(f"{top}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                names = [f"{node.value.id}.{node.attr}"]
            if writers & set(names) or {"csv.writer", "csv.DictWriter"} & set(names):
                found.append(module.name)
    assert set(found) == {PLACE}


def patterns(found: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in found:
        path = before + str(each.pattern).strip("^$")
        if isinstance(each, URLPattern):
            yield path, each
        else:
            yield from patterns(each.url_patterns, path)


def written_into(academy: Academy) -> None:
    """Have every text that people wrote begin like a formula."""
    number = 0
    for model in apps.get_models():
        if model._meta.app_label in KEPT_APPS and model.__name__ not in ("Page", "Task", "Workflow"):
            continue
        for field in model._meta.local_concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
            if field.name in WRITTEN and is_text and not field.unique:
                text = BEGINNINGS[number % len(BEGINNINGS)]
                model._base_manager.update(**{field.name: text})
                number += 1
    PageLogEntry.objects.update(label="=1+1")


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def unguarded_cells(content: bytes, form: str) -> list[str]:
    """The cells that a spreadsheet would calculate."""
    if form == "csv":
        text = content.decode().removeprefix(BOM)
        rows = csv.reader(io.StringIO(text, newline=""))
        return [cell for row in rows for cell in row if cell.startswith(FORMULA) and not is_number(cell)]
    book = load_workbook(io.BytesIO(content))
    return [str(cell.value) for row in book.active for cell in row if cell.data_type == "f"]


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.fixture
def academy(db: None) -> Academy:
    academy = open_academy()
    Redirect.objects.create(old_path="/old", redirect_link="=1+1", site=Site.objects.get())
    answers = LandingPage(title="=1+1", slug="answers")
    Site.objects.get().root_page.add_child(instance=answers)
    FormSubmission.objects.create(page=answers, form_data={"name": "=1+1"})
    with erasing():  # beyond what keeps records as they were written
        written_into(academy)
    return academy


@pytest.fixture
def boss(academy: Academy) -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True, display_name="=1+1"))
    return client


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_list_of_the_admin_exports_a_formula(boss: Client, form: str) -> None:
    exported = {}
    kind = "text/csv" if form == "csv" else "openxmlformats"
    for path, _pattern in patterns(get_resolver().url_patterns):
        if not path.startswith("admin/") or "<" in path or "(" in path or path.endswith("results/"):
            continue
        if any(part in path for part in ("logout", "delete", "sprite", "login", "failwhale", "/api/")):
            continue
        answer = boss.get(f"/{path}", {"export": form})
        if kind in answer.headers.get("Content-Type", ""):
            exported[path.removeprefix("admin/")] = unguarded_cells(content_of(answer), form)
    assert set(exported) >= LISTS
    assert {path: cells for path, cells in exported.items() if cells} == {}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_visitors_answer_is_no_formula(boss: Client, form: str) -> None:
    page = LandingPage.objects.get(slug="answers")
    answer = boss.get(reverse("wagtailforms:list_submissions", args=[page.pk]), {"export": form})
    assert answer.status_code == 200 and unguarded_cells(content_of(answer), form) == []


OWN: dict[str, Callable[[Academy], tuple[str, dict[str, str]]]] = {
    "outline": lambda academy: (reverse("courses_admin:export", args=[page_of(academy.course).pk]), {}),
    "bulk job": lambda academy: (reverse("access_admin:bulk_outcomes", args=[academy.bulk.public_id]), {}),
    "bank": lambda academy: (reverse("assessments_authoring:export_bank", args=["csv"]), {"anyway": "1"}),
    "quiz": lambda academy: (
        reverse("assessments_authoring:export_work", args=["quiz", academy.quiz.pk, "csv"]),
        {"anyway": "1"},
    ),
    "gradebook": lambda academy: (
        reverse("assessments_grades:gradebook", args=[academy.course.public_id]),
        {"export": "csv"},
    ),
    "gradebook as a workbook": lambda academy: (
        reverse("assessments_grades:gradebook", args=[academy.course.public_id]),
        {"export": "xlsx"},
    ),
}


@pytest.mark.parametrize("name", OWN)
def test_no_file_of_ours_holds_a_formula(academy: Academy, boss: Client, name: str) -> None:
    address, asked = OWN[name](academy)
    answer = boss.get(address, asked)
    assert answer.status_code == 200
    content = content_of(answer)
    assert len(content) > 50 and unguarded_cells(content, "xlsx" if content[:2] == b"PK" else "csv") == []
