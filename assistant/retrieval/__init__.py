"""From a question to Evidence, and whether the evidence covers the question."""
