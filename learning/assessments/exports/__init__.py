"""Questions as a file, CSV or GIFT, that the import reads back, and what its form cannot hold."""

from .gift import to_gift
from .report import Exported, LeftOut
from .spreadsheets import to_csv

__all__ = ["Exported", "LeftOut", "to_csv", "to_gift"]
