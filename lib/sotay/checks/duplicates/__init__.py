"""The same person, couple or record written twice: which rows meet, when they are one, and why."""
