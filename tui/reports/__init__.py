"""A forecast on paper: as a table for a terminal or a pipe, as Markdown, as CSV."""
