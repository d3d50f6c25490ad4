"""Hormones: what is secreted, and how the tissues feel it."""
