"""The lesson player and what stands in a lesson."""
