"""Two columns: to each text on the left belongs one on the right. Some on the right may belong to none."""

from .question_type import MatchingType

QUESTION_TYPE = MatchingType()
