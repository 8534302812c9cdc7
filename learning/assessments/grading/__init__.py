"""Grades of works and courses: gradebook, grading queue, regrading, reports."""
