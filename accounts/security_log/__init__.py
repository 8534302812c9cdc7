"""Who failed to sign in, and which member of staff read whose personal data, when."""
