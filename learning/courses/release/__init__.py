"""Releases: page trees, snapshots, and the outlines that learners read."""
