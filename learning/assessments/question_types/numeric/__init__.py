"""A number, within a tolerance, with or without a unit."""

from .question_type import NumericType

QUESTION_TYPE = NumericType()
