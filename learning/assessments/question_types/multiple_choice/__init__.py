"""Any number of options are right: all or nothing, or marks for a part of them."""

from .question_type import MultipleChoiceType

QUESTION_TYPE = MultipleChoiceType()
