"""Kinds of devices: one file each, found by name."""
