"""The assignment page."""
