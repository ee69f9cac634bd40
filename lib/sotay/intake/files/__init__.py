"""An export file of any kind into grids of text cells."""
