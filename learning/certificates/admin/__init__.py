"""Staff's screens of certificates."""
