"""Assignments: snapshots, submission and late policies, uploaded files."""
