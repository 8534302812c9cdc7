"""Staff's screens of messages."""
