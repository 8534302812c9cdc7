"""One option of several is right."""

from .question_type import SingleChoiceType

QUESTION_TYPE = SingleChoiceType()
