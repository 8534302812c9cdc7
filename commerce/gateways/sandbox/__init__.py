"""A payment provider for development: whoever tries the site out decides what happens, and no money moves."""
