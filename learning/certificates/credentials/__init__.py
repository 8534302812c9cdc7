"""Certificates as data that anybody can check without asking us what to believe: Open Badges 3.0."""
