"""What is submitted or published has nothing missing in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from learning.courses.release.findings import Finding, blocking, findings_of
from learning.courses.release.trees import CourseTree


class CourseNotReady(Exception):
    """Something is missing in the drafts, or would not work; nothing was changed.

    findings: what is to be mended, page by page (`courses.release.findings`).
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(f"{finding.page_title}: {finding.words}" for finding in findings))
        self.findings = tuple(findings)


def insist_on_ready(tree: CourseTree, *, at: datetime, only: Collection[int] | None = None) -> None:
    """Raises CourseNotReady where something is to be mended first. only: ids of the pages that count."""
    if missing := blocking(findings_of(tree, at=at, only=only)):
        raise CourseNotReady(missing)
