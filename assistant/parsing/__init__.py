"""From a file to a Document with a tree of Clauses."""
