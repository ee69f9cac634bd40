"""Synthetic months: coherent rows for every declared table, in the shapes units really send, reproducible from a seed."""

from sotay.demo.months import make_demo

__all__ = ["make_demo"]
