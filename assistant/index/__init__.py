"""Vectors and words over clauses: building, publishing, loading."""
