"""What people keep in their profile."""
