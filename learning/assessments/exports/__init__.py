"""Questions as a file (CSV, GIFT, Moodle XML or QTI) that the import reads back, and what it can't hold."""

from .gift import to_gift
from .moodle_xml import to_moodle_xml
from .qti import to_qti
from .report import Exported, LeftOut
from .spreadsheets import to_csv

__all__ = ["Exported", "LeftOut", "to_csv", "to_gift", "to_moodle_xml", "to_qti"]
