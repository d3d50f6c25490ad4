"""Skou: one mechanistic body of human electrolytes, asked three questions."""

__version__ = "0.1.0"
