"""Data of questions as tests put it together."""

from __future__ import annotations

from learning.assessments.question_types.accepted_texts import accepted_data as short_text
from learning.assessments.question_types.lettered_options import LetteredOption as Option
from learning.assessments.question_types.lettered_options import choice_data as choice
from learning.assessments.question_types.matching.file_format import matching_data as matching
from learning.assessments.question_types.numeric.file_format import numeric_data as numeric
from learning.assessments.question_types.ordering.file_format import ordering_data as ordering
from learning.assessments.question_types.true_false.file_format import true_false_data as true_false

__all__ = ["Option", "choice", "matching", "numeric", "ordering", "short_text", "true_false"]
