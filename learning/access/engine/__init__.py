"""The rules that decide who may enter: pure functions, and the rows they are given."""
