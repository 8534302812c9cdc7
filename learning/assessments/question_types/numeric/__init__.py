"""A number, within a tolerance, with or without a unit."""
