"""What a reader sees: blocks for notebooks, pages, PDF, the month's index."""
