"""The catalogue: its index, filters and course cards."""
