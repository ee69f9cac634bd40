"""Entry templates: an Excel workbook per table, with headings, drop-downs, checks and explanations, all from the definitions."""
