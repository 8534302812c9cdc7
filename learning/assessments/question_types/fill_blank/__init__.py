"""A text with blanks to fill in: `Water boils at {{1}} degrees {{2}}.`"""

from .question_type import FillBlankType

QUESTION_TYPE = FillBlankType()
