"""Measures of a checked month -> values of the plan's six indicators."""
