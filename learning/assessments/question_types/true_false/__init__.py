"""A statement that is true or false."""

from .question_type import TrueFalseType

QUESTION_TYPE = TrueFalseType()
