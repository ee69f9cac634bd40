"""Declared rules and duplicates: typed frames in, findings and quarantine out."""
