"""The same person written twice: which rows meet, when they are one, and why."""
