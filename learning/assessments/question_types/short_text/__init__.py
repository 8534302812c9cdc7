"""A few words, compared with those that the author accepts."""
