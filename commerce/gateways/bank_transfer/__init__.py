"""Paying by bank transfer: the order waits until staff see the money and enter the bank's reference."""
