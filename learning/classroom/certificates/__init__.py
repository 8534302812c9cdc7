"""A learner's certificates and the public check."""
