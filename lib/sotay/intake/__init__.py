"""Exports as units sent them -> tables with the address of every cell."""
