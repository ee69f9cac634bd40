"""Synthetic months: coherent rows for every declared table, in the shapes units really send, reproducible from a seed."""

from sotay.demo.months import make_demo
from sotay.demo.province import make_province

__all__ = ["make_demo", "make_province"]
