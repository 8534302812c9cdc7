"""Quizzes and exams: attempt rules, question selection, snapshots, scoring and placements."""
