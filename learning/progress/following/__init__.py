"""Learners and the releases of their course: what a move would change, before anybody is moved."""
