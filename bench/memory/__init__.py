"""What a worker's memory grows to while it answers thousands of mixed requests."""
