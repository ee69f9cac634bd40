"""Returned workbooks: each unit's own file with every finding marked in its cell, and what to repair first."""
