"""A longer text that a person marks."""
