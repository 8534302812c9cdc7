"""Grades of items and courses: gradebook, grading queue, regrading, reports."""
