"""Forms on landing pages, and their spam guard."""
