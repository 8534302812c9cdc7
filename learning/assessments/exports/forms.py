"""The forms of file in which questions leave, by the name in their address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from common.exports.spreadsheets import CSV_TYPE
from learning.assessments.imports.drafts import DraftQuestion

from .gift import to_gift
from .moodle_xml import to_moodle_xml
from .qti import to_qti
from .report import Exported
from .spreadsheets import to_csv


@dataclass(frozen=True, slots=True)
class FileForm:
    """A form of file. ending: of its name."""

    label: str
    write: Callable[[Iterable[DraftQuestion]], Exported]
    content_type: str
    ending: str


FILE_FORMS = {
    "csv": FileForm("CSV", to_csv, CSV_TYPE, "csv"),
    "gift": FileForm("GIFT", to_gift, "text/plain; charset=utf-8", "gift"),
    "moodle": FileForm("Moodle XML", to_moodle_xml, "application/xml; charset=utf-8", "xml"),
    "qti": FileForm("QTI 2.1", to_qti, "application/zip", "zip"),
}
