"""The table on a sheet: headings, data rows, rows that are not data."""
