"""Answers that are kept: their snapshots, the file they stand in, what has changed since, and their export."""
