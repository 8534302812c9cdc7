"""Quizzes, assignments and grading in the Wagtail admin."""
