"""Requests and answers: client addresses, error pages, maintenance, compression, safe outgoing requests."""
