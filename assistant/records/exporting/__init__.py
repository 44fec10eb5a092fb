"""A conversation with its citations as a file, in Markdown and for Word."""
