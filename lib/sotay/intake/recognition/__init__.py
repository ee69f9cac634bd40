"""Which dataset a table is, and which declared field each column."""
