"""Kernels that start at once: forked from a process that has imported everything, or kept ready where there is no fork."""
