"""A few words, compared with those that the author accepts."""

from .question_type import ShortTextType

QUESTION_TYPE = ShortTextType()
