"""The caches: Redis where it answers, and what takes its place while it does not."""
