"""Text cells by declared type: typed frames, the changes made, what could not be read."""
