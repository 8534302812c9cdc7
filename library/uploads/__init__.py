"""What may be uploaded: limits, validators, and what is read from the bytes."""
