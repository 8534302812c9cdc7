"""Hypothesis strategies: questions as people write them, and what people answer."""
