"""What browsers tell of blocked loads: small, few, one line each, and without anybody's secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from common.http.policy_reports import MOST_BYTES, MOST_LINES, forget_reports

URL = "/policy-reports/"
TOLD = {
    "csp-report": {
        "document-uri": "https://academy.example.org/courses/?token=secret",
        "effective-directive": "img-src",
        "blocked-uri": "https://elsewhere.example.org/a.png?key=secret",
        "source-file": "https://name:secret@academy.example.org/a.js",
    }
}


@pytest.fixture(autouse=True)
def new_minute() -> None:
    forget_reports()


def report(told: Any) -> int:
    body = told if isinstance(told, (bytes, str)) else json.dumps(told)
    client = Client(enforce_csrf_checks=True)
    return client.post(URL, body, content_type="application/csp-report").status_code


def test_a_report_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    assert report(TOLD) == 204
    assert [record.getMessage() for record in caplog.records] == [
        "A page was kept from loading: page=https://academy.example.org/courses/ directive=img-src "
        "blocked=https://elsewhere.example.org/a.png source=https://academy.example.org/a.js"
    ]


def test_the_same_is_written_once_and_not_more_than_can_be_read(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        report(TOLD)
    assert len(caplog.records) == 1
    for number in range(3 * MOST_LINES):
        report({"csp-report": {"document-uri": f"https://academy.example.org/{number}"}})
    assert len(caplog.records) == MOST_LINES


def test_a_line_stays_a_line(caplog: pytest.LogCaptureFixture) -> None:
    report({"csp-report": {"blocked-uri": "inline\nERROR made up", "document-uri": "x" * 5000}})
    (record,) = caplog.records
    assert "\n" not in record.getMessage()
    assert len(record.getMessage()) < 1000


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("", 400),
        ("no JSON", 400),
        ("3", 400),
        ({"csp-report": "words"}, 400),
        ([], 400),
        (b"\xff\xfe", 400),
        ("[" * 4000, 400),
        (" " * (MOST_BYTES + 1), 413),
    ],
)
def test_what_is_no_report_is_refused(told: Any, expected: int, caplog: pytest.LogCaptureFixture) -> None:
    assert report(told) == expected
    assert not [record for record in caplog.records if record.name.startswith("common")]


def test_nobody_reads_reports() -> None:
    assert Client().get(URL).status_code == 405
