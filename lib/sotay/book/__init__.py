"""The book: one workspace and month, the only thing that notebooks open."""

from sotay.book.book import Book, BookError, open_book

__all__ = ["Book", "BookError", "open_book"]
