"""A longer text that a person marks."""

from .question_type import EssayType

QUESTION_TYPE = EssayType()
