"""Quizzes and exams: start page, attempt, result."""
