"""Definitions in the forms that others read: Frictionless Table Schema and the Open Data Contract Standard."""
