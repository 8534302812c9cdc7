"""Courses, learners and results to test with: shared by the tests of every app, unknown to the site."""
