"""Measures the assistant on questions with known clauses, and compares with a baseline."""
