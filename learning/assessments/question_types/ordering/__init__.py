"""Items to be put in order."""

from .question_type import OrderingType

QUESTION_TYPE = OrderingType()
