"""Whole pages kept for visitors, and the version they are kept under."""
