"""Screens of staff about how learners of a course follow its releases."""
