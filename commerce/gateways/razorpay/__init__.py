"""Razorpay: an order, its checkout on our page, and capture. Written against the library 2.0.1."""
