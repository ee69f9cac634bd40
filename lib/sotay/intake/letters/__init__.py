"""Vietnamese in old encodings, read back by how well its syllables fit."""
